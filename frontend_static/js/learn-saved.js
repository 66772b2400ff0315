/** "Saved on this phone", on the index of /learn/. */
import { saved } from "./saved.js";

function line(pattern, { slug, title }) {
  const item = pattern.content.cloneNode(true);
  const link = item.querySelector("a");
  link.href = `/learn/${slug}/`;
  link.querySelector("span").textContent = title;
  return item;
}

export function startLearning() {
  const box = document.querySelector("[data-saved]");
  const found = saved();
  box.querySelector("ul").replaceChildren(...found.map((one) => line(box.querySelector("template"), one)));
  box.hidden = found.length === 0;
}
