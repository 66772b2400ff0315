/**
 * "Add to my questions" beside a question of an article: kept on the spot, also without a network, where this phone
 * remembers somebody. For anybody else it is the link that it is: to the page that asks for a sign-in.
 */

const article = () => document.querySelector("article[data-slug]").dataset.slug;

/** Loaded at the first tap: whoever only reads never needs it. */
async function diary() {
  const [{ atMost }, { keep }, { nowFor, whoIsHere }, { uuid5 }, { by }] = await Promise.all([
    import("./at-most.js"),
    import("./here.js"),
    import("./who-is-here.js"),
    import("./responses.js"),
    import("./filled-by-select.js"),
  ]);
  const { account, profile } = (await atMost(whoIsHere())) ?? {};
  if (!account || !profile) return null;
  const { today, zone } = await nowFor(profile);
  /** The same question from every phone and every tap, as backend/symptoms/questions.py makes its id. */
  return async (text, fields) => {
    const question = await uuid5(account, `question:${article()}:${text}`);
    return keep(account, "question", { question, date: today, fields, ...by(account) }, zone);
  };
}

function show(link, box) {
  link.hidden = Boolean(box);
  link.parentElement.querySelector(".asks__added")?.remove();
  if (box) link.after(box);
  (box?.querySelector("button") ?? link).focus();
}

function added(link, takeBack) {
  const box = document.querySelector("template[data-added]").content.firstElementChild.cloneNode(true);
  box.querySelector("button").addEventListener("click", () => takeBack().then(() => show(link, null)).catch(() => {}));
  show(link, box);
}

async function add(link, knowsSomebody) {
  const say = (await knowsSomebody()) ? await diary() : null;
  if (!say) return location.assign(link.href);
  const text = link.parentElement.querySelector("p").textContent.trim();
  await say(text, { text, article: article(), asked: false, withdrawn: false });
  return added(link, () => say(text, { withdrawn: true }));
}

/** @param {() => Promise<boolean>} knowsSomebody whether this phone may hold a diary */
export function startLearning(knowsSomebody) {
  const busy = new Set();
  for (const link of document.querySelectorAll("[data-add]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (busy.has(link)) return;
      busy.add(link);
      add(link, knowsSomebody)
        .catch(() => location.assign(link.href))
        .finally(() => busy.delete(link));
    });
    link.dataset.ready = "yes";
  }
}
