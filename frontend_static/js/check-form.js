/** The leg check's form: what it shows. */
import { counted, word } from "./words.js";

const AID = "walking_aid";
const JOBS = ["lift_foot", "climb_stairs", "rise_from_chair", "stand_on_toes"];

/** The items that somebody with these affected legs is asked. */
export function wantedItems(legs) {
  return [...legs.flatMap((leg) => JOBS.map((job) => `${leg}.${job}`)), AID];
}

function given(legs, answers) {
  return wantedItems(legs).filter((name) => (answers[name] ?? null) !== null);
}

export function isWhole(legs, answers) {
  return given(legs, answers).length === wantedItems(legs).length;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text; // a screen reader says what changes, and only that
}

export function paintAnswers(form, legs, answers) {
  for (const section of form.querySelectorAll("[data-leg]")) section.hidden = !legs.includes(section.dataset.leg);
  for (const input of form.querySelectorAll('[data-field] input[type="radio"]')) input.checked = answers[input.name] === input.value;
  const words = word("check-progress", { n: given(legs, answers).length, all: wantedItems(legs).length });
  setText(form.querySelector('[data-role="progress"]'), words);
}

function tileOf(form, name, value) {
  return form.querySelector(`input[name="${name}"][value="${value}"]`)?.nextElementSibling?.textContent ?? "";
}

/** The screen after "Save and finish": what was saved, item by item. */
export function paintDone(form, legs, answers, done) {
  const whole = isWhole(legs, answers);
  form.querySelector('[data-role="done"]').hidden = !done;
  form.querySelector('[data-role="questions"]').hidden = done;
  form.querySelector('[data-role="done-all"]').hidden = !whole;
  form.querySelector('[data-role="done-part"]').hidden = whole;
  const held = given(legs, answers);
  for (const line of form.querySelectorAll("[data-answer]")) {
    const name = line.dataset.answer;
    line.hidden = !held.includes(name);
    setText(line.querySelector("dd"), line.hidden ? "" : tileOf(form, name, answers[name]));
  }
}

export function showFalls(form, count) {
  const place = form.querySelector('[data-role="falls"]');
  place.hidden = false;
  setText(place.querySelector('[data-role="falls-words"]'), count ? counted("falls", count) : word("falls-none"));
}
