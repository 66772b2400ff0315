/** The bar under the thumb: first the two buttons that save, then what became of it, with Undo. */
import { stillHere } from "./focus.js";
import { leaveForHeld, standing } from "./log-held.js";
import { noteWaits } from "./log-note.js";
import { writable } from "./log-undo.js";

const find = (log, role) => log.form.querySelector(`[data-role="${role}"]`);

/** The answers that there are, as far as this phone knows. */
function given(log) {
  return Object.entries(log.day.fields).filter(([, value]) => value !== null);
}

export function showPanel(log) {
  const saved = log.saved ?? (log.day.fields.new ?? null) !== null;
  find(log, "ask").hidden = saved;
  find(log, "saved").hidden = !saved;
  find(log, "undo").hidden = !log.undo.canUndo();
  find(log, "undone").hidden = !log.undo.canPutBack();
  find(log, "withdraw").hidden = !given(log).length;
}

function turn(log, saved) {
  log.saved = saved;
  showPanel(log);
}

/** "Add more" stays as she left it: open or folded. */
function stay(log) {
  find(log, "saved").focus({ preventScroll: true });
}

async function save(log, answer) {
  const here = stillHere();
  if (!(await log.say({ new: answer }))) return;
  log.undo.close();
  if (answer === "something") return; // the page is about to leave for "Get help now"
  if (await leaveForHeld(log)) return;
  turn(log, true);
  if (!noteWaits(log, here()) && here()) stay(log);
}

async function undo(log) {
  const here = stillHere();
  const old = log.undo.pop((name) => writable(log, name));
  if (!old) return;
  if (!(await log.say(old, { isOld: true }))) return;
  log.undo.forget();
  turn(log, undefined);
  if (!here()) return;
  scrollTo({ top: 0 });
  if (log.undo.canPutBack()) return find(log, "put-back").focus(); // it says "Undone." too
  log.form.querySelector('[data-role="ask"]:not([hidden]) button, [data-role="saved"]:not([hidden]) button:not([hidden])')?.focus({ preventScroll: true });
}

/** Said anew, and so what it asks is asked again; Undo takes it away again. */
async function putBack(log) {
  const here = stillHere();
  if (!log.undo.canPutBack() || !(await log.say(log.undo.putBack()))) return;
  log.undo.close();
  turn(log, undefined);
  if (!here()) return;
  log.form.querySelector('[data-role="saved"]:not([hidden]), [data-role="ask"]:not([hidden]) button')?.focus({ preventScroll: true });
}

/** Withdrawing a day writes null over everything that was said; the clinic reads "withdrawn". */
async function withdraw(log) {
  const here = stillHere();
  const said = given(log);
  if (!said.length) return;
  log.undo.close();
  await log.say(Object.fromEntries(said.map(([name]) => [name, null])));
  log.undo.close();
  turn(log, true);
  if (here()) find(log, "saved").focus();
}

export function startPanel(log) {
  log.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name === "new") void save(log, event.submitter.value);
  });
  find(log, "undo").addEventListener("click", () => void undo(log));
  find(log, "put-back").addEventListener("click", () => void putBack(log));
  find(log, "withdraw").addEventListener("click", () => void withdraw(log));
  find(log, "saved").querySelector("a").addEventListener("click", (event) => {
    if (!standing(log).length) return;
    event.preventDefault();
    void leaveForHeld(log);
  });
  find(log, "change").addEventListener("click", () => {
    turn(log, false);
    log.form.querySelector('button[name="new"]').focus();
  });
}
