/**
 * A question in her own words: what was typed into the search of Learn is there already, and who fills in is remembered.
 * With a network the form is a form. Without one, and on the page that this phone keeps, a new question is kept here, and a "yes" leads to help all the same.
 */
import { atMost } from "./at-most.js";
import { HELP, isDanger } from "./danger-words.js";
import { by, startFilledBy } from "./filled-by-select.js";
import { keep, whose } from "./here.js";
import { cleanNote } from "./log-form.js";
import { tableVersion } from "./safety-table.js";
import { nowFor } from "./who-is-here.js";

const TYPED = "stride-question"; // js/learn-search.js leaves it; it never stands in an address
const ADD = "/questions/add/";
const FRESH_MS = 30 * 60 * 1000; // time to sign in or up; later in the same tab it may be somebody else

function takeTyped(field, account) {
  try {
    const { words, at, met } = JSON.parse(sessionStorage.getItem(TYPED) ?? "{}");
    sessionStorage.removeItem(TYPED);
    const isAnother = met && account && met !== account;
    if (words && !isAnother && !field.value && Date.now() - at < FRESH_MS) field.value = words;
  } catch {
    // a browser that keeps nothing for pages
  }
}

const find = (form, role) => form.querySelector(`[data-role="${role}"]`);

async function keepHere({ account, profile }, text, worse) {
  const { today: date, zone } = await nowFor(profile);
  const said = { date, ...by(account) };
  if (text) await keep(account, "question", { question: crypto.randomUUID(), fields: { text }, ...said }, zone);
  if (worse) await keep(account, "safety", { item: "note", answer: "yes", version: tableVersion(), ...said }, zone);
}

/** As backend/home/questions.py answers: new or worse leads to help, words of danger have it first in any case. */
async function withoutNetwork(form, who) {
  const [text, worse] = [cleanNote(form.elements.text.value), form.elements.worse.value];
  const danger = await isDanger(text);
  find(form, "help-first").hidden = !danger;
  find(form, "ask").hidden = Boolean(text && worse);
  if (worse === "yes") {
    await atMost(keepHere(who, text, true).catch(() => {}));
    return location.assign(danger ? HELP : "/safety/?about=new,worse");
  }
  if (!text || !worse) return;
  await keepHere(who, text, false);
  find(form, "failed")?.setAttribute("hidden", "");
  form.elements.text.value = "";
  for (const answer of form.elements.worse) answer.checked = false;
  find(form, "kept").hidden = false;
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  const isNew = !form.dataset.changes;
  const isKept = "shell" in form.dataset; // the page of this phone: there is no server behind its form
  const who = await whose();
  if (isNew && location.pathname === ADD) takeTyped(form.elements.text, who.account); // folded in the list of this phone it takes nothing
  if (who.account) startFilledBy(form, who.account, who.profile);
  form.addEventListener("submit", (event) => {
    if (isKept) event.preventDefault();
    if ((navigator.onLine && !isKept) || !isNew || !who.account || !who.profile) return;
    event.preventDefault();
    withoutNetwork(form, who).catch(() => (isKept ? (find(form, "failed").hidden = false) : form.submit()));
  });
}
