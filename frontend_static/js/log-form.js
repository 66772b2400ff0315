/** The form as a set of fields: what it shows, and which of its questions this person is asked. */
import { paintPlaces } from "./body-map.js";
import { legs } from "./fold.js";
import { boxes, paintTicks, showSides } from "./log-ticks.js";

const SCALES = new Set(["pain_avg", "pain_worst", "sleep", "activity"]);

/** The value that a radio stands for, as the wire wants it. */
export function valueOf(input) {
  return SCALES.has(input.name) ? Number(input.value) : input.value;
}

export function questionOf(form, name) {
  return form.querySelector(`[data-field="${name}"]`);
}

/** Control characters (but new lines) have no place in a note. */
export function cleanNote(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, "").trim();
}

/** The questions that the server's own page of this day shows as not answered; none in the neutral shell. */
export function blankOn(form, date) {
  if (form.dataset.date !== date || document.querySelector(".error-summary")) return new Set(); // words of a post, not of the store
  const isBlank = (question) => !question.querySelector("input[checked]") && !question.querySelector("textarea")?.defaultValue;
  const empty = boxes(form).filter((box) => !box.defaultChecked).map((box) => box.name);
  return new Set([...[...form.querySelectorAll("[data-field]")].filter(isBlank).map((question) => question.dataset.field), ...empty]);
}

function paintNote(form, value) {
  const note = form.elements.note;
  if (note && note !== document.activeElement && !note.dataset.dirty) note.value = value ?? "";
}

function paintNew(form, value) {
  for (const button of form.querySelectorAll('button[name="new"]')) button.setAttribute("aria-pressed", String(button.value === value));
}

/** "Entered by helper: 8" under its question: nothing is chosen for her. */
function paintHelped(form, fields, isHelpers) {
  for (const line of form.querySelectorAll('[data-role="by-helper"]')) {
    const { of: name } = line.dataset;
    const value = fields[name] ?? null;
    line.hidden = value === null || !isHelpers(name);
    const tile = name === "note" || line.hidden ? null : form.querySelector(`input[name="${name}"][value="${value}"]`);
    line.querySelector("span").textContent = line.hidden ? "" : (tile?.nextElementSibling?.textContent ?? (name === "note" ? value : "")).trim();
  }
}

/** Show these values; what is null or absent shows as not answered, and what a helper entered stands beside. */
export function paint(form, fields, isHelpers = () => false) {
  for (const input of form.querySelectorAll('[data-field] input[type="radio"]')) {
    const value = isHelpers(input.name) ? null : (fields[input.name] ?? null);
    if (input.name !== "note_worse") input.checked = value !== null && String(value) === input.value;
  }
  paintHelped(form, fields, isHelpers);
  paintTicks(form, fields, isHelpers);
  showSides(form, form.dataset.asked?.split(" ") ?? []);
  paintPlaces(form);
  paintNote(form, isHelpers("note") ? "" : fields.note);
  paintNew(form, fields.new);
  warnOfWorst(form, fields);
  showSide(form, fields);
}

/** A rule across answers only warns, and only on the screen: both stay as they were said. */
function warnOfWorst(form, { pain_avg: average, pain_worst: worst }) {
  questionOf(form, "pain_worst").querySelector('[data-role="warn"] span').hidden = !((worst ?? Infinity) < (average ?? -Infinity));
}

/** With two legs, Less or More numbness asks which leg. */
function showSide(form, fields) {
  const side = questionOf(form, "numbness_side");
  const changed = ["less", "more"].includes(fields.numbness);
  if (side) side.hidden = form.dataset.legs !== "2" || !changed;
}

/** Hide what this person is not asked. */
export function askFor(form, profile) {
  const asked = legs(profile ?? {});
  form.dataset.legs = String(asked.length);
  form.dataset.asked = asked.join(" ");
  for (const leg of ["left", "right"]) questionOf(form, `strength_${leg}`).hidden = !asked.includes(leg);
  const numbFree = profile?.numb_at_start === "no";
  questionOf(form, "numbness").hidden = numbFree;
  questionOf(form, "any_numbness").hidden = !numbFree;
}

/** "pain 6" needs "same" and not "Same": the word on the tile, for use inside a sentence. */
export function tileWord(form, name, value) {
  const input = form.querySelector(`input[name="${name}"][value="${value}"]`);
  return (input?.nextElementSibling?.textContent ?? "").trim().toLocaleLowerCase(document.documentElement.lang);
}
