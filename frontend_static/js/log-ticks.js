/** The ticks of the log: places, feelings, side effects. Each box is a field of its own, and each tap a revision. */
import { stillHere } from "./focus.js";
import { addDays } from "./log-date.js";

const EFFECTS_FIRST_DAYS = 7; // as log_form.py has it

/** @returns {HTMLInputElement[]} */
export function boxes(form) {
  return [...form.querySelectorAll('[data-set] input[type="checkbox"]')];
}

/** A tick that was taken off is false, one that was never set is absent: both show as an empty box. So does a helper's, which is named below. */
export function paintTicks(form, fields, isHelpers = () => false) {
  for (const box of boxes(form)) box.checked = fields[box.name] === true && !isHelpers(box.name);
  for (const line of form.querySelectorAll('[data-role="by-helper-set"]')) {
    const theirs = boxes(form).filter((box) => line.closest("[data-set]").contains(box) && fields[box.name] === true && isHelpers(box.name));
    line.hidden = theirs.length === 0;
    line.querySelector("span").textContent = theirs.map(wordsOf).join(", ");
  }
}

/** As log_form.py has it: the heading that a box stands under, and its own word. */
function wordsOf(box) {
  const own = box.nextElementSibling.textContent.trim();
  const group = box.closest(".feel")?.querySelector("span") ?? box.closest(".sides fieldset")?.querySelector("legend");
  return group ? `${group.textContent.trim()}: ${own.toLocaleLowerCase(document.documentElement.lang)}` : own;
}

/** Feelings are asked of the affected legs; a tick that stands on the other leg is shown too. */
export function showSides(form, asked) {
  for (const tile of form.querySelectorAll("[data-leg]")) tile.hidden = !asked.includes(tile.dataset.leg) && !tile.querySelector("input").checked;
}

/** Take back everything of one set that was touched: null, as if it had never been asked. */
async function clear(log, set) {
  const here = stillHere();
  const said = Object.keys(log.day.fields).filter((name) => name.startsWith(set.dataset.set) && log.day.fields[name] !== null);
  if (said.length) await log.say(Object.fromEntries(said.map((name) => [name, null])));
  if (here()) set.querySelector("input").focus();
}

/** A dose changed on this day or in the 6 before it: side effects are asked for in sight, not under "Add more". The server's page may know already. */
function showEffects({ form, date, profile }) {
  const first = form.querySelector('[data-role="effects-first"]');
  if ((profile.step_days ?? []).some((day) => day <= date && date < addDays(day, EFFECTS_FIRST_DAYS))) first.append(form.querySelector('[data-set="side_effect."]'));
  first.hidden = !first.querySelector("[data-set]");
}

export function startTicks(log) {
  showEffects(log);
  for (const set of log.form.querySelectorAll("[data-set]")) {
    set.addEventListener("change", ({ target }) => void log.say({ [target.name]: target.checked }));
    set.querySelector('[data-role="clear"]').addEventListener("click", () => void clear(log, set));
  }
}
