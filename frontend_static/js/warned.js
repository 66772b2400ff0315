/** What this phone knows that "pain may ease before strength returns" must not be said after: backend/home/suggesting.py asks the same of the server. */
import { addDays } from "./log-date.js";

const DAYS = 14;
const NO_WARNING = ["no", "known"]; // answers of the safety table; any other warns, also one that this phone does not know
const warns = (answer) => !NO_WARNING.includes(answer);

function warnsInDay(fields = {}) {
  const weaker = [fields.strength_left, fields.strength_right].includes("weaker");
  return weaker || fields.new === "something" || fields.tripped === "fall";
}

function warnsInRow({ kind, body }) {
  if (kind === "safety") return warns(body.answer);
  if (kind === "moment") return body.fields.kind === "fall";
  return kind === "diary" && warnsInDay(body.fields);
}

/**
 * A "weaker", a "something new", a fall or a safety answer that is not "no", of the last 14 days or given in them: whoever said
 * it, sent or not, and though it was changed later.
 * @param {object[]} days as the server told them @param {object[]} rows opened rows of the outbox
 * @param {string} today in her zone @param {number} now in ms
 */
export function isWarned(days, rows, today, now) {
  const first = addDays(today, -DAYS);
  const since = now - DAYS * 24 * 3600 * 1000;
  const told = days.some((day) => day.date >= first && (warnsInDay(day.fields) || (day.moments ?? []).some(({ kind }) => kind === "fall")));
  return told || rows.some((row) => warnsInRow(row) && (row.body.date >= first || (row.kind === "safety" && row.stamp >= since)));
}

/** A flare, or a safety answer that is not "no", of today: nothing is suggested then. */
export function isQuietDay(rows, today) {
  return rows.some(({ kind, body }) => {
    if (body.date !== today) return false;
    return kind === "safety" ? warns(body.answer) && body.item !== "got_help" : kind === "moment" && body.fields.kind === "flare";
  });
}
