/** "Which day was this?": rows that were stamped ahead of the server get their day and their stamp put right. */
import { amend, list } from "./outbox.js";
import { onDay } from "./responses.js";
import { nextStamp } from "./stamp.js";

/** What was said after a row must stay after it, so its new stamp is below theirs. */
function stampBefore(later, ceiling) {
  return Math.min(ceiling, ...later.map((row) => row.stamp - 1));
}

/**
 * Send the rows again, under the same ids.
 * @param {object[]} rows opened rows in state ask_day
 * @param {string} date ISO date that the person chose
 */
export async function putRight(phone, account, rows, date) {
  const ids = new Set(rows.map((row) => row.id));
  const others = (await list(phone.store, account)).filter((row) => !ids.has(row.id) && row.state !== "ask_day");
  let ceiling = await nextStamp(phone.store, phone.clock);
  for (const row of [...rows].sort((a, b) => b.seq - a.seq)) {
    const stamp = stampBefore(others.filter((other) => other.seq > row.seq), ceiling);
    await amend(phone.store, row, { body: await onDay(account, row.body, date), stamp });
    ceiling = stamp - 1;
  }
}
