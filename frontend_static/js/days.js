/** The folded days that the server told this phone, sealed, kept for 14 days after they were last told. */
import { seal, unseal } from "./crypto.js";
import { KEEP_SENT_MS } from "./outbox.js";
import { seeStamp } from "./stamp.js";
import { asked, read, rowsOf, write } from "./store.js";

function greatestStamp(days) {
  const winners = days.flatMap((day) => Object.values(day.winners ?? {}));
  return Math.max(0, ...winners.map((winner) => Date.parse(winner.stamp) || 0));
}

async function sealDay(store, account, day, now) {
  return { account, date: day.date, kept_at: now, sealed: await seal(store, account, `day/${day.date}`, day) };
}

/** @param {object[]} days as the server tells them; an edit made after seeing a value is stamped after it */
export async function keepDays(store, account, days, now) {
  if (!days.length) return;
  const rows = await Promise.all(days.map((day) => sealDay(store, account, day, now)));
  await write(store, ["days"], async (tx) => {
    for (const row of rows) await asked(tx.objectStore("days").put(row));
  });
  await seeStamp(store, greatestStamp(days));
}

export async function getDay(store, account, date) {
  const row = await read(store, ["days"], (tx) => asked(tx.objectStore("days").get([account, date])));
  return row ? unseal(store, account, `day/${date}`, row.sealed) : null;
}

export async function allDays(store, account) {
  const rows = await rowsOf(store, "days", account);
  const days = await Promise.all(rows.map((row) => unseal(store, account, `day/${row.date}`, row.sealed)));
  return days.filter(Boolean);
}

export async function expireDays(store, account, now) {
  const old = (await rowsOf(store, "days", account)).filter((row) => row.kept_at < now - KEEP_SENT_MS);
  await write(store, ["days"], async (tx) => {
    for (const row of old) await asked(tx.objectStore("days").delete([account, row.date]));
  });
}
