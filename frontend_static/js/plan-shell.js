/** The plan without a network: medicines, doses when needed and exercises, as this phone last heard them. */
import { begin } from "./as-needed-card.js";
import { thePhone } from "./here.js";
import { asOfWords, kept, rightNow } from "./kept.js";
import { nobodySign } from "./nobody.js";
import { nowFor, whoIsHere } from "./who-is-here.js";
import { word } from "./words.js";

const find = (root, role) => root.querySelector(`[data-role="${role}"]`);

function made(page, name) {
  return page.querySelector(`template[data-role="${name}"]`).content.cloneNode(true).firstElementChild;
}

/** Words that may be none: then nothing stands there. */
function say(root, role, text) {
  find(root, role).textContent = text ?? "";
  find(root, role).hidden = !text;
}

const isOver = ({ ended_on: last }, today) => last !== null && last < today;

/** The step of today and those to come: days pass while there is no network, and the plan goes on by its own dates. */
export function stepsFrom(steps, today) {
  const begun = steps.filter(({ starts_on: day }) => day <= today);
  return [...begun.slice(-1).map((step) => ({ ...step, isNow: true })), ...steps.filter(({ starts_on: day }) => day > today)];
}

/** One whose day came without a network and without an answer stands beside what was taken until then. */
function stepLine(page, { isNow = false, day, words, asked, before, confirmed }) {
  const line = made(page, "step");
  find(line, "from").textContent = isNow ? word("step-now") : word("step-from", { day });
  find(line, "words").textContent = words;
  find(line, "asked").hidden = !asked;
  say(line, "before", isNow && asked && before ? word("until-then", { words: before }) : "");
  find(line, "changed").hidden = confirmed !== "changed";
  find(line, "unsure").hidden = confirmed !== "unsure";
  return line;
}

function medicineLine(page, one, today) {
  const line = made(page, "medicine");
  find(line, "name").textContent = one.name;
  for (const name of ["why", "instructions"]) say(line, name, one[name]);
  say(line, "ends", one.ends && word("last-day", { day: one.ends }));
  find(line, "paused").hidden = !one.paused;
  find(line, "held").hidden = !one.held;
  find(line, "steps").replaceChildren(...stepsFrom(one.steps, today).map((step) => stepLine(page, step)));
  return line;
}

function showMedicines(page, { plan, stale }, today) {
  const shown = stale ? [] : plan.medicines.filter((one) => !isOver(one, today));
  const part = find(page, "medicines");
  part.hidden = !shown.length;
  find(part, "list").replaceChildren(...shown.map((one) => medicineLine(page, one, today)));
}

/** A dose taken when needed can be recorded however old the plan is; what to take is not said then. */
async function showNeeded(page, who, { plan, stale }, today) {
  const part = find(page, "needed");
  const shown = plan.needed.filter((one) => !isOver(one, today));
  part.hidden = !shown.length;
  for (const one of shown) {
    const line = made(page, "when-needed");
    for (const name of line.querySelectorAll('[data-role="name"]')) name.textContent = one.name;
    for (const name of ["words", "limits", "instructions"]) say(line, name, stale ? "" : one[name]);
    find(part, "list").append(line);
    await begin(line, who, one, { shell: true });
  }
  if (shown.length && location.hash === "#h-needed") part.scrollIntoView(); // from Today: it was hidden when the page opened
}

function exerciseLine(page, one) {
  const line = made(page, "exercise");
  for (const name of ["name", "caution"]) find(line, name).textContent = one[name];
  for (const name of ["amount", "note"]) say(line, name, one[name]);
  find(line, "article").textContent = word("how-to-do", { name: one.name });
  find(line, "article").href = one.article;
  find(line, "article").hidden = !one.article; // one that she typed has none
  return line;
}

function showExercises(page, { plan: { exercises } }) {
  const part = find(page, "exercises");
  part.hidden = !exercises;
  if (!exercises) return;
  if (exercises.therapist) find(part, "title").textContent = word("plan-from", { name: exercises.therapist });
  find(part, "stage").textContent = exercises.stage;
  find(part, "when").textContent = exercises.when ? ` · ${exercises.when}` : "";
  find(part, "paused").hidden = !exercises.paused;
  find(part, "session").hidden = exercises.paused;
  find(part, "list").replaceChildren(...exercises.items.map((one) => exerciseLine(page, one)));
}

/** @param {HTMLElement} page */
export async function start(page) {
  const who = await whoIsHere();
  if (!who.account || !who.profile) return page.replaceChildren(await nobodySign(page));
  const { today, zone } = await nowFor(who.profile);
  const now = await rightNow();
  const told = await kept((await thePhone()).store, who.account, now);
  find(page, "unknown").hidden = Boolean(told);
  if (!told) return;
  find(page, "as-of").textContent = asOfWords(told.asOf, now, zone);
  find(page, "stale").hidden = !told.stale || !told.plan.medicines.length;
  find(page, "empty").hidden = told.plan.medicines.length + told.plan.needed.length > 0;
  showMedicines(page, told, today);
  showExercises(page, told);
  await showNeeded(page, who, told, today);
}
