/** Which day the log is about, and how it is said. Dates are ISO text ("2026-11-20") in the person's own zone. */
import { language } from "./words.js";

const NIGHT_ENDS = 4; // from midnight to 3:59 the day that ended is offered first

/** @returns {{today: string, hour: number, zone: string}} in the zone, or the phone's own if that is unknown */
export function localNow(zone, now = new Date()) {
  try {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23",
    });
    const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return { today: `${part.year}-${part.month}-${part.day}`, hour: Number(part.hour), zone: format.resolvedOptions().timeZone };
  } catch {
    return localNow(undefined, now); // a zone that this browser does not know
  }
}

export function addDays(date, days) {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

function isDate(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/** The date in /log/2026-11-20/; "" when the page is simply "the log". */
export function askedDate(path = location.pathname) {
  const inPath = /^\/log\/([^/]+)\/?$/.exec(path)?.[1] ?? "";
  return isDate(inPath) ? inPath : "";
}

/** The date that the server chose for "the log"; "" in the neutral shell. */
export function offeredDate(form) {
  return isDate(form.dataset.date ?? "") ? form.dataset.date : "";
}

/**
 * @param {string} asked the date in the address, or ""
 * @param {string} offered the date that the server chose, which knows days that this phone does not, or ""
 * @param {(date: string) => Promise<boolean>} isComplete whether that day is filled in already
 * @returns {Promise<{date: string, isToday: boolean, afterMidnight: boolean}>}
 */
export async function chooseDate(asked, offered, { today, hour }, isComplete) {
  const yesterday = addDays(today, -1);
  const open = offered ? offered === yesterday : hour < NIGHT_ENDS && !(await isComplete(yesterday));
  const afterMidnight = !asked && open;
  const date = afterMidnight ? yesterday : asked && asked <= today ? asked : today;
  return { date, isToday: date === today, afterMidnight };
}

function say(date, options) {
  return new Intl.DateTimeFormat(language(), { timeZone: "UTC", ...options }).format(new Date(`${date}T00:00:00Z`));
}

/** Friday 20 November */
export function dayWords(date) {
  return say(date, { weekday: "long", day: "numeric", month: "long" });
}

/** Friday */
export function weekdayWords(date) {
  return say(date, { weekday: "long" });
}
