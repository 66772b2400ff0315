/** The truth about what was said: on this phone only, or sent. */
import { subject } from "./outbox.js";
import { counted, word } from "./words.js";

function words({ problem, rows }, count, tried) {
  const asks = rows.some((row) => !["sent", "waiting"].includes(row.state));
  if (problem) return word("not-kept");
  if (!count) return word("sent");
  const held = asks || tried === "again" || tried === "signed_out" || !navigator.onLine;
  return held ? counted("saved-unsent", count) : word("saved");
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text; // a screen reader says what changes, and only that
}

function stateOf({ problem }, count, known) {
  if (problem) return "late";
  if (!known) return "";
  return count ? "phone" : "sent";
}

/** Between a tap and its place on the disk the words beside the name are not yet about that tap. */
export function showBusy({ form }, busy) {
  const status = form.querySelector('[data-role="status"]');
  if (busy) status.setAttribute("aria-busy", "true");
  else status.removeAttribute("aria-busy");
}

/** @param {string} tried how the last attempt to send ended */
export function showStatus(log, tried) {
  const open = log.rows.filter((row) => row.state !== "sent");
  const count = new Set(open.map(subject)).size;
  const known = log.problem || count || Object.keys(log.day.fields).length;
  const status = log.form.querySelector('[data-role="status"]');
  status.dataset.state = stateOf(log, count, known);
  set(status.querySelector('[data-role="text"]'), known ? words(log, count, tried) : "");
  const takenBack = log.day.own && Object.values(log.day.fields).every((value) => value === null) ? word("taken-back") : "";
  set(log.form.querySelector('[data-role="saved-words"]'), known ? `${takenBack} ${words(log, count, tried)}`.trim() : "");
  log.form.querySelector('[data-role="sign-in"]').hidden = !(count && tried === "signed_out");
}
