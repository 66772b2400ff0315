/** What a reader can do with an article: hear it, change its size, save it, send it, print it. */
import { SIZES, setTextSize, textSize } from "./reading.js";
import { isSaved, toggleSaved } from "./saved.js";

const article = document.querySelector("article[data-slug]");
const box = document.querySelector("[data-tools]");
const said = box.querySelector(".tools__said");

const say = (words) => {
  said.textContent = words;
};

function put(button, on) {
  const label = button.querySelector("span");
  label.dataset.off ??= label.textContent;
  label.textContent = on ? button.dataset.on : label.dataset.off;
}

const TOOLS = {
  listen(button) {
    let stop = null;
    let from = 0;
    const ended = (at) => {
      [stop, from] = [null, at];
      put(button, false);
      if (at) button.querySelector("span").textContent = button.dataset.again;
      button.classList.remove("is-reading");
    };
    button.hidden = !("speechSynthesis" in globalThis);
    addEventListener("pagehide", () => stop?.());
    button.addEventListener("click", async () => {
      if (stop) return stop();
      stop = () => {}; // a second tap while it comes
      try {
        const { readAloud } = await import("./read-aloud.js");
        put(button, true);
        button.classList.add("is-reading");
        stop = readAloud(article, ended, from);
      } catch {
        ended(from);
      }
    });
  },
  size(button) {
    const words = button.dataset.sizes.split("|");
    button.addEventListener("click", () => {
      const next = (SIZES.indexOf(textSize()) + 1) % SIZES.length;
      setTextSize(SIZES[next]);
      say(words[next]);
    });
  },
  save(button) {
    const { slug, title } = article.dataset;
    const words = button.dataset.said.split("|");
    const show = (on) => {
      put(button, on);
      button.setAttribute("aria-pressed", String(on));
    };
    show(isSaved(slug));
    button.addEventListener("click", () => {
      const on = toggleSaved(slug, title);
      show(on);
      say(words[on ? 0 : 1]);
    });
  },
  send(button) {
    const [copied, cannot] = button.dataset.said.split("|");
    const url = document.querySelector('link[rel="canonical"]').href;
    button.addEventListener("click", async () => {
      try {
        if (navigator.share) return await navigator.share({ title: article.dataset.title, url });
        await navigator.clipboard.writeText(url);
        say(copied);
      } catch (error) {
        if (error.name !== "AbortError") say(cannot);
      }
    });
  },
  print(button) {
    button.addEventListener("click", () => print());
  },
};

for (const button of box.querySelectorAll("[data-tool]")) TOOLS[button.dataset.tool](button);
box.classList.add("is-on");
