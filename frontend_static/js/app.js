/** The start of every page: loads the module that an element names, and keeps what waits moving. */
import { forgetMeeting, heardWhoCame, meet, onNews, send, thePhone } from "./here.js";
import { registerWorker } from "./register-sw.js";

/** Pages that are the same for everybody: no need to ask who is signed in. */
const PUBLIC = /^\/($|learn\/|privacy\/|offline\/|shell\/|safety\/|wallet-card\/|install\/)/;

const MODULES = {
  log: () => import("./log.js"),
  unsent: () => import("./unsent.js"),
  "sign-out": () => import("./sign-out.js"),
  locked: () => import("./locked.js"),
  "export-progress": () => import("./export-progress.js"),
  today: () => import("./today.js"),
  "today-shell": () => import("./today-shell.js"),
  moments: () => import("./moments.js"),
  "rough-day": () => import("./rough-day.js"),
  check: () => import("./check.js"),
  "check-card": () => import("./check-card.js"),
  safety: () => import("./safety.js"),
  "got-help": () => import("./got-help.js"),
  falls: () => import("./falls.js"),
  "exercise-session": () => import("./exercise-session.js"),
  doses: () => import("./doses.js"),
  "as-needed": () => import("./as-needed-card.js"),
  "plan-shell": () => import("./plan-shell.js"),
  "questions-shell": () => import("./questions-shell.js"),
  trends: () => import("./trends-kept.js"),
  "trends-shell": () => import("./trends-shell.js"),
  "weaker-often": () => import("./weaker-often.js"),
  suggestion: () => import("./suggestion.js"),
  questions: () => import("./questions.js"),
  "question-form": () => import("./question-form.js"),
  install: () => import("./install.js"),
  "plan-steps": () => import("./plan.js"),
  print: () => import("./plan.js"),
  push: () => import("./push.js"),
  "push-renew": () => import("./push-renew.js"),
  travel: () => import("./travel.js"),
  "test-progress": () => import("./test-progress.js"),
};

/** These are nobody's, or ask by themselves who is here. The others wait where somebody has just signed in: their forms are forms till then. */
const AT_ONCE = new Set([
  ...["log", "check", "moments", "exercise-session", "safety", "unsent", "sign-out", "locked"],
  ...["install", "print", "plan-steps", "travel", "export-progress", "test-progress"],
]);

async function startModule(element) {
  const load = MODULES[element.dataset.module];
  if (!load) return;
  if (!AT_ONCE.has(element.dataset.module)) await heardWhoCame().catch(() => {}); // without a database the forms of the page still work
  await (await load()).start(element);
  element.dataset.ready = "yes"; // from here on taps are heard
}

/** Where somebody may just have signed in or out. The log asks by itself, before it shows a name. */
const mayHaveChanged = !PUBLIC.test(location.pathname) && !document.querySelector('[data-module="log"], [data-module="check"], [data-module="moments"]');

const HEAR_AGAIN_MS = 60_000;
let heardAt = -HEAR_AGAIN_MS;

/** What is read without a network is heard anew on each page of hers, and when she comes back to it. */
async function hearToKeep(account) {
  if (performance.now() - heardAt < HEAR_AGAIN_MS) return;
  heardAt = performance.now();
  const { hear } = await import("./kept.js");
  await hear(await thePhone(), account);
}

async function startSending() {
  await thePhone();
  const { account = null } = mayHaveChanged ? await meet() : {};
  if (account) void hearToKeep(account).catch(() => {});
  await send();
}

/** The others hold no word of hers. */
const isOfOne = !PUBLIC.test(location.pathname) && !("nobodys" in document.body.dataset);

async function stayApart() {
  if (isOfOne) await (await import("./apart.js")).keepApart();
}

function trySending() {
  stayApart().catch(() => {});
  startSending().catch(() => {}); // without a database the forms of the page still work
  navigator.serviceWorker?.controller?.postMessage("send-said"); // what was answered from a notification without a network
}

if (mayHaveChanged) forgetMeeting();
onNews(() => stayApart().catch(() => {}));
document.querySelectorAll("[data-module]").forEach((element) => startModule(element).catch(() => {}));
trySending();
addEventListener("online", trySending);
addEventListener("focus", trySending);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trySending());
registerWorker();
