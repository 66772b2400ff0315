/**
 * The plan of today and tomorrow as the server told it, sealed on the phone. After 48 hours without the server no dose of it
 * is shown any more: it may have been changed since, and an old dose is worse than none.
 */
import { seal, unseal } from "./crypto.js";
import { thePhone, whose } from "./here.js";
import { getMeta, setMeta } from "./store.js";

export const STALE_MS = 48 * 3600 * 1000;
const place = (account) => `plan/${account}`;

/** Ask the server for these days and keep what it says. */
export async function keepPlan(dates) {
  const { account } = await whose();
  const phone = await thePhone();
  if (!account) return;
  const replies = await Promise.all(dates.map((date) => phone.http.occurrences(date)));
  if (replies.some(({ status, json }) => status !== 200 || !Array.isArray(json?.occurrences))) return;
  const days = Object.fromEntries(replies.map(({ json }) => [json.date, json.occurrences]));
  await setMeta(phone.store, place(account), { asOf: phone.clock(), sealed: await seal(phone.store, account, place(account), days) });
}

/** @returns {Promise<{asOf: number, stale: boolean, items: object[]|null}|null>} null: this phone knows no plan; items null: not of this day */
export async function keptPlan(store, account, date, now) {
  const row = await getMeta(store, place(account));
  const days = row && (await unseal(store, account, place(account), row.sealed));
  if (!days) return null;
  const age = now - row.asOf;
  return { asOf: row.asOf, stale: age > STALE_MS || age < -STALE_MS, items: days[date] ?? null };
}
