/** The truth about what was said: on this phone only, or sent. */
import { subject } from "./outbox.js";
import { counted, word } from "./words.js";

function words({ problem }, count, tried) {
  if (problem) return word("not-kept");
  if (!count) return word("sent");
  const held = tried === "again" || tried === "signed_out" || !navigator.onLine;
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

/** @param {string} tried how the last attempt to send ended */
export function showStatus(log, tried) {
  const open = log.rows.filter((row) => row.state !== "sent");
  const count = new Set(open.map(subject)).size;
  const known = log.problem || count || Object.keys(log.day.fields).length;
  const status = log.form.querySelector('[data-role="status"]');
  status.dataset.state = stateOf(log, count, known);
  set(status.querySelector('[data-role="text"]'), known ? words(log, count, tried) : "");
  set(log.form.querySelector('[data-role="saved-words"]'), known ? words(log, count, tried) : "");
  log.form.querySelector('[data-role="sign-in"]').hidden = !(count && tried === "signed_out");
}
