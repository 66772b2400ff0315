/** Search of /learn/ as somebody types: on the phone, with the index that is kept there. What is typed leaves it nowhere. */
import { find, namesDanger } from "./search.js";
import { theIndex } from "./search-index.js";

const PAUSE_MS = 150;

function hit(pattern, { slug, title, summary }) {
  const item = pattern.content.cloneNode(true);
  const link = item.querySelector("a");
  link.href = `/learn/${slug}/`;
  link.textContent = title;
  item.querySelector("p").textContent = summary;
  return item;
}

function show(box, query, index) {
  box.hidden = !index;
  if (!index) return;
  const hits = find(query, index);
  box.querySelector('[data-role="help-first"]').hidden = !namesDanger(query, index);
  box.querySelector('[data-role="hits"]').replaceChildren(...hits.map((one) => hit(box.querySelector("template"), one)));
  box.querySelector('[data-role="nothing"]').hidden = hits.length > 0;
  box.querySelector('[data-role="count"]').textContent = hits.length ? box.dataset.count.replace("{count}", hits.length) : "";
}

export function startLearning() {
  const form = document.querySelector("form[data-search]");
  const field = form.querySelector('input[type="search"]');
  const box = document.querySelector("[data-found]");
  let timer = 0;
  const search = async () => {
    const query = field.value;
    const index = query.trim() && (await theIndex());
    if (field.value === query) show(box, query, index);
  };
  field.addEventListener("focus", () => theIndex().catch(() => {}), { once: true });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search().catch(() => {}), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    if (form.dataset.failed) return; // no index on this phone: the server searches
    event.preventDefault();
    search().then(
      () => form.scrollIntoView({ block: "start" }), // the field below the bar, and what was found below the field
      () => {
        form.dataset.failed = "yes";
        form.requestSubmit();
      },
    );
  });
  // The words go along on this phone alone, never in an address.
  box.querySelector('a[href="/questions/add/"]')?.addEventListener("click", () => sessionStorage.setItem("stride-question", JSON.stringify({ words: field.value, at: Date.now(), met: sessionStorage["stride-met"] })));
  // A kept page knows nothing of its address, and the browser may have put words back.
  field.value ||= new URLSearchParams(location.search).get("q") ?? "";
  if (field.value && box.hidden) search().catch(() => {});
  form.dataset.ready = "yes";
}
