/** The falls of a week as this phone knows them: falls have one truth, the moments; the log's tick makes one. */
import { dayTickIds } from "./responses.js";

function within([first, last], date) {
  return first <= date && date <= last;
}

/** The tick of a day beside another fall of that day tells the same fall again, and adds nothing: as counts.py has it. */
async function countOnce(account, falls) {
  const ticks = new Set((await Promise.all(falls.map(([, date]) => dayTickIds(account, date)))).flat());
  const told = new Set(falls.filter(([id]) => !ticks.has(id)).map(([, date]) => date));
  return falls.filter(([id, date]) => !(ticks.has(id) && told.has(date))).length;
}

/** The moment that a tick is about: a fall that was moved to another day stays there, whatever its old day says. */
async function tickOf(account, date, found) {
  const [first, second] = await dayTickIds(account, date);
  return (found.get(first)?.date ?? date) === date ? first : second;
}

/**
 * @param {string[]} week Monday and Sunday
 * @param {object[]} days as the server tells them, with their moments
 * @param {object[]} rows opened rows of the outbox: what is not sent yet counts as well
 * @returns {Promise<number>}
 */
export async function fallsIn(account, week, days, rows) {
  const found = new Map();
  for (const day of days.filter(({ date }) => within(week, date))) {
    for (const { moment, kind } of day.moments ?? []) found.set(moment, { kind, date: day.date });
  }
  for (const { kind, state, body } of rows) {
    if (state === "sent") continue;
    if (kind === "moment") found.set(body.moment, { kind: found.get(body.moment)?.kind, ...body.fields, date: body.date });
    if (kind === "diary" && "tripped" in body.fields) found.set(await tickOf(account, body.date, found), { kind: body.fields.tripped, date: body.date });
  }
  const falls = [...found].filter(([, { kind, date }]) => kind === "fall" && within(week, date));
  return countOnce(account, falls.map(([id, { date }]) => [id.toLowerCase(), date]));
}
