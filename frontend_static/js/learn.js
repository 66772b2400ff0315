/** The start of the pages of /learn/: what a page offers, and the rest of Stride only where this phone knows somebody. */
import { audience, readAs } from "./reading.js";
import { registerWorker } from "./register-sw.js";

const all = (selector) => [...document.querySelectorAll(selector)];

function sayAudience(chooser) {
  const chosen = chooser.querySelector(`input[value="${audience()}"]`);
  chosen.checked = true;
  chooser.querySelector('[data-role="audience"]').textContent = audience() ? chosen.nextElementSibling.textContent : chooser.dataset.anyone;
}

function wireAudience(chooser) {
  sayAudience(chooser);
  chooser.classList.add("is-on");
  chooser.addEventListener("change", (event) => {
    readAs(event.target.value);
    sayAudience(chooser);
  });
}

/** Whether this phone holds a diary, or may. @returns {Promise<boolean>} */
async function knowsSomebody() {
  if (!globalThis.indexedDB?.databases) return Boolean(globalThis.indexedDB);
  return (await indexedDB.databases()).some((database) => database.name === "stride");
}

/** Sends what waits, and starts what the page borrows from the rest of Stride. */
async function startTheRest() {
  const part = document.getElementById("pain-may-ease-before-strength-returns");
  const known = await knowsSomebody();
  if (known && part) import("./recovery-part.js").then((module) => module.start()).catch(() => {});
  if (known) await import("./app.js");
  else registerWorker();
}

const WHEN_THERE = {
  "[data-tools]": () => import("./learn-tools.js"),
  "[data-words], [data-link]": () => import("./emergency-country.js"),
  "[data-search]": () => import("./learn-search.js"),
  "[data-phase]": () => import("./learn-phase.js"),
  "[data-saved]": () => import("./learn-saved.js"),
  "[data-feedback]": () => import("./learn-feedback.js"),
  "[data-add]": () => import("./learn-ask.js"),
};

all("[data-audience-chooser]").forEach(wireAudience);
for (const [selector, load] of Object.entries(WHEN_THERE)) {
  if (document.querySelector(selector)) load().then((module) => module.startLearning?.(knowsSomebody)).catch(() => {});
}
startTheRest().catch(() => {});
