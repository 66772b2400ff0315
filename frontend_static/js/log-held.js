/**
 * Arrow keys choose as they pass, so what the keyboard chose does not leave the page at once (WCAG 3.2.2). A link stands under
 * the question, and a save goes where a tap would have gone: no "weaker" and no fall is silent.
 */
import { goToHelp } from "./log-help.js";
import { addressOf } from "./safety-address.js";
import { word } from "./words.js";

const QUESTION = { "weaker-left": "strength_left", "weaker-right": "strength_right", fall: "tripped" };
const LEGS = [QUESTION["weaker-left"], QUESTION["weaker-right"]];
const SERIOUS = ["weaker", "fall"];

/** The keys or the pointer: which of them was used last. */
export function startHeld(log) {
  log.form.addEventListener("keydown", () => (log.byKey = true), { capture: true });
  log.form.addEventListener("pointerdown", () => (log.byKey = false), { capture: true });
  for (const place of log.form.querySelectorAll('[data-role="asked"]')) {
    place.addEventListener("click", (event) => {
      event.preventDefault();
      void leaveForHeld(log).then((leaves) => leaves || location.assign(event.target.href)); // back again: the link is still right
    });
  }
}

/** The question whose answer asks this, while it still does: keys that passed on have taken it back. */
function questionFor(log, about) {
  const fields = { ...log.day.fields, ...log.unkept };
  return (about === "weaker-often" ? LEGS : [QUESTION[about]]).find((name) => SERIOUS.includes(fields[name]));
}

/** What is held and still stands. */
export const standing = (log) => [...log.held].filter((about) => questionFor(log, about));

export function showHeld(log) {
  const asked = standing(log);
  for (const place of log.form.querySelectorAll('[data-role="asked"]')) {
    const about = asked.find((one) => questionFor(log, one) === place.dataset.asks) ?? "";
    if ((place.dataset.about ?? "") === about) continue; // a screen reader says what changes, and only that
    place.dataset.about = about;
    place.replaceChildren(...(about ? [link(about, addressOf([about], log.date))] : []));
  }
}

function link(about, href) {
  const words = about.startsWith("weaker-") && about !== "weaker-often" ? "how-came-on" : "what-to-do";
  return Object.assign(document.createElement("a"), { href, className: "button button--wide", textContent: word(words) });
}

/** What is held and still stands, to be asked now. */
export function takeHeld(log) {
  const asked = standing(log);
  log.held.clear();
  return asked;
}

/** @returns {Promise<boolean>} whether the page leaves for the safety screens */
export async function leaveForHeld(log) {
  const asked = takeHeld(log);
  if (!asked.length) return false;
  await log.inTurn(() => log.noteShown(asked)).catch(() => {}); // a full phone still shows the way
  void goToHelp(log, asked);
  return true;
}
