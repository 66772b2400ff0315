/** Every tap on a tile is a revision of its own. */
import { stillHere } from "./focus.js";
import { questionOf, valueOf } from "./log-form.js";

/** Less and More have a side, Same has none. */
function withSide(log, fields) {
  const stale = "numbness" in fields && !["less", "more"].includes(fields.numbness) && log.day.fields.numbness_side;
  return stale ? { ...fields, numbness_side: null } : fields;
}

async function answer(log, input) {
  await log.say(withSide(log, { [input.name]: valueOf(input) }), { byKey: log.byKey });
}

async function clear(log, name) {
  const here = stillHere();
  await log.say(withSide(log, { [name]: null }));
  if (here()) questionOf(log.form, name).querySelector("input")?.focus();
}

export function startAnswers(log) {
  log.form.addEventListener("change", ({ target }) => {
    if (target.type === "radio" && target.name !== "note_worse") void answer(log, target);
  });
  log.form.addEventListener("click", ({ target }) => {
    const button = target.closest('[data-role="clear"][data-clears]');
    if (button) void clear(log, button.dataset.clears);
  });
}
