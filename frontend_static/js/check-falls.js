/** The falls of a week as this phone knows them: falls have one truth, the moments; the log's tick makes one. */
import { dayTickId } from "./responses.js";

function within([first, last], date) {
  return first <= date && date <= last;
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
    if (kind === "diary" && "tripped" in body.fields) found.set(await dayTickId(account, body.date), { kind: body.fields.tripped, date: body.date });
  }
  return [...found.values()].filter(({ kind, date }) => kind === "fall" && within(week, date)).length;
}
