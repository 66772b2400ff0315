/** Every tap on a tile is a revision of its own; the first "weaker" of a leg that this phone knows of opens "Get help now". */
import { questionOf, valueOf } from "./log-form.js";

export const HELP = "/learn/get-help-now/";

/** The legs that these fields call weaker. */
function weakerLegs(fields) {
  return Object.keys(fields).filter((name) => name.startsWith("strength_") && fields[name] === "weaker");
}

/** No "weaker" of this leg in any day that this phone knows. */
export function isFirstWeaker(name, { days, rows }) {
  const told = [...days.values()].some((day) => day.fields[name] === "weaker");
  return !told && !rows.some((row) => row.kind === "diary" && row.body.fields[name] === "weaker");
}

/** Less and More have a side, Same has none. */
function withSide(log, fields) {
  const stale = "numbness" in fields && !["less", "more"].includes(fields.numbness) && log.day.fields.numbness_side;
  return stale ? { ...fields, numbness_side: null } : fields;
}

async function answer(log, input) {
  const fields = withSide(log, { [input.name]: valueOf(input) });
  const opensHelp = weakerLegs(fields).some((name) => isFirstWeaker(name, log));
  if ((await log.say(fields)) && opensHelp) location.assign(HELP);
}

async function clear(log, name) {
  await log.say(withSide(log, { [name]: null }));
  questionOf(log.form, name).querySelector("input")?.focus();
}

export function startAnswers(log) {
  log.form.addEventListener("change", ({ target }) => {
    if (target.type === "radio" && target.name !== "note_worse") void answer(log, target);
  });
  log.form.addEventListener("click", ({ target }) => {
    const button = target.closest('[data-role="clear"]');
    if (button) void clear(log, button.dataset.clears);
  });
}
