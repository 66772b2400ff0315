/**
 * The note. Free text is a trap: nobody reads it as it arrives. So "Is this new or getting worse?" is
 * answered before it is saved, and "yes" opens "Get help now". Until then the words are kept as a draft.
 */
import { getDraft, keepDraft } from "./drafts.js";
import { thePhone } from "./here.js";
import { cleanNote } from "./log-form.js";
import { writable } from "./log-undo.js";

const DRAFT_AFTER_MS = 400;

const question = (log) => log.form.querySelector('[data-role="note-worse"]');
const typed = (log) => cleanNote(log.form.elements.note.value);

function unsaved(log) {
  return typed(log) !== (writable(log, "note") ?? ""); // a helper's words stand beside, and are not hers
}

function showQuestion(log) {
  const waits = unsaved(log) && typed(log) !== "";
  question(log).hidden = !waits;
  if (unsaved(log)) log.form.elements.note.dataset.dirty = "yes";
  else delete log.form.elements.note.dataset.dirty;
  return waits;
}

/** When words wait for the question, show it, and lead there. @returns {boolean} */
export function noteWaits(log, leads) {
  if (!showQuestion(log)) return false;
  log.form.querySelector('[data-role="more"]').open = true;
  if (leads) question(log).querySelector("input").focus();
  return true;
}

async function draft(log, text) {
  const { store } = await thePhone();
  await keepDraft(store, log.account, log.date, text).catch(() => {}); // the words are still in the page
}

async function save(log, worse) {
  const words = typed(log);
  if (!(await log.say({ note: words || null }, { worse }))) return;
  for (const input of question(log).querySelectorAll("input")) input.checked = false;
  showQuestion(log);
  await log.inTurn(() => draft(log, ""));
}

function type(log) {
  showQuestion(log);
  clearTimeout(log.draftTimer);
  log.draftTimer = setTimeout(() => void draft(log, unsaved(log) ? typed(log) : ""), DRAFT_AFTER_MS);
}

async function bringBackDraft(log) {
  const { store } = await thePhone();
  const words = await getDraft(store, log.account, log.date);
  const { note } = log.form.elements;
  if (!words || note.value.includes(words)) return;
  note.value = note.dataset.dirty ? `${words}\n${note.value}` : words; // typed while the phone was asking who is here: both stay
  log.form.querySelector('[data-role="more"]').open = showQuestion(log);
}

export function startNote(log) {
  const { note } = log.form.elements;
  showQuestion(log); // on a page of the server it stands open, for those without scripts
  note.addEventListener("input", () => type(log));
  note.addEventListener("change", () => typed(log) === "" && unsaved(log) && void save(log, false)); // emptied: nothing to ask
  question(log).addEventListener("change", ({ target }) => void save(log, target.value === "yes"));
  void bringBackDraft(log);
}
