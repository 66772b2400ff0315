/** "Same as yesterday": offered only where copying cannot hide something. Two taps: fill, save. */
import { dayOf, isComplete, legs } from "./fold.js";
import { addDays } from "./log-date.js";
import { tileWord } from "./log-form.js";
import { yeses } from "./safety-table.js";
import { word } from "./words.js";

const QUIET_DAYS = 3; // not within 3 days of a fall, of something new or worse, or of a step of a medicine

function isUneasy(day) {
  const fell = day.fields.tripped === "fall" || day.moments.some((moment) => moment.kind === "fall");
  return fell || day.fields.new === "something";
}

/** A fall that was added under "What happened" and has not been told back by the server. */
function fellHere(rows, from, to) {
  return rows.some(({ kind, body }) => kind === "moment" && body.fields.kind === "fall" && body.date >= from && body.date <= to);
}

/** An answer of the safety screens that led to an emergency or a same-day card. */
function saidYes(rows, from, to) {
  return yeses(rows).some(({ body }) => body.date >= from && body.date <= to);
}

/** A dose changed, or a medicine began. The profile of an older release says nothing of it. */
function stepped(profile, from, to) {
  return (profile.step_days ?? []).some((day) => day >= from && day <= to);
}

/** Said by the person on this phone, and not itself a copy. */
function isOwnWord(day, rows) {
  const pain = day.winners.pain_avg;
  return Boolean(pain) && !pain.copied && rows.some((row) => row.id.toLowerCase() === pain.id && !row.body.helper);
}

function copied(day, profile) {
  const names = ["pain_avg", ...legs(profile).map((leg) => `strength_${leg}`), "numbness", "numbness_side", "any_numbness"];
  return Object.fromEntries(names.filter((name) => (day.fields[name] ?? null) !== null).map((name) => [name, day.fields[name]]));
}

/**
 * @param {Map<string, object>} days what the server told, by date
 * @returns {object|null} the fields to copy, or null when it is not offered
 */
export function offer(date, days, rows, profile) {
  const at = (back) => dayOf(addDays(date, -back), days.get(addDays(date, -back)) ?? null, rows);
  const before = Array.from({ length: QUIET_DAYS }, (_, index) => at(index + 1));
  const yesterday = before[0];
  if ([at(0), ...before].some(isUneasy) || saidYes(rows, addDays(date, -QUIET_DAYS), date)) return null;
  if (fellHere(rows, addDays(date, -QUIET_DAYS), date) || stepped(profile, addDays(date, -QUIET_DAYS), date)) return null;
  if (!isComplete(yesterday.fields, profile) || !isOwnWord(yesterday, rows)) return null;
  return copied(yesterday, profile);
}

function strengthWords(form, fields) {
  const { strength_left: left, strength_right: right } = fields;
  if (left && left === right) return [word("again-both", { strength: tileWord(form, "strength_left", left) })];
  const one = (key, leg, value) => (value ? [word(key, { strength: tileWord(form, `strength_${leg}`, value) })] : []);
  return [...one("again-left", "left", left), ...one("again-right", "right", right)];
}

/** "pain 6, left weaker, numbness same" */
export function againWords(form, fields) {
  const { numbness, any_numbness: any } = fields;
  const numb = numbness ? tileWord(form, "numbness", numbness) : tileWord(form, "any_numbness", any);
  return [word("again-pain", { pain: fields.pain_avg }), ...strengthWords(form, fields), word("again-numbness", { numbness: numb })].join(", ");
}
