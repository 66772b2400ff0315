/**
 * What the server last told of the plan, of the doses of today and tomorrow and of my questions, sealed on the phone.
 * After 48 hours without the server no dose of it is shown any more: it may have been changed since, and an old dose is
 * worse than none.
 */
import { seal, unseal } from "./crypto.js";
import { thePhone } from "./here.js";
import { localNow, dayWords, weekdayWords } from "./log-date.js";
import { rightTime } from "./stamp.js";
import { getMeta, setMeta } from "./store.js";
import { clockWords, word } from "./words.js";

export const STALE_MS = 48 * 3600 * 1000;
const SAME_WEEK_MS = 6 * 24 * 3600 * 1000;
const place = (account) => `kept/${account}`;

/** Ask the server and keep what it says. Two people may share a phone: what it says of another is not kept. */
export async function hear({ store, http, clock }, account) {
  const { status, json } = await http.offline(account);
  if (status !== 200 || json?.account !== account) return;
  const asOf = (await rightTime(store, clock)).getTime();
  await setMeta(store, place(account), { asOf, sealed: await seal(store, account, place(account), json) });
}

/** @returns {Promise<{asOf: number, stale: boolean, days: object, plan: object, questions: object[]}|null>} null: this phone was told nothing */
export async function kept(store, account, now) {
  const row = await getMeta(store, place(account));
  const told = row && (await unseal(store, account, place(account), row.sealed));
  if (!told) return null;
  const age = now - row.asOf;
  return { ...told, asOf: row.asOf, stale: age > STALE_MS || age < -STALE_MS };
}

/** Now, by the server's clock as far as this phone knows it, in milliseconds. */
export async function rightNow() {
  const { store, clock } = await thePhone();
  return (await rightTime(store, clock)).getTime();
}

/** "As of Tuesday 8am."; with the date when it was another week. */
export function asOfWords(asOf, now, zone) {
  const { today: date } = localNow(zone, new Date(asOf));
  const day = Math.abs(now - asOf) < SAME_WEEK_MS ? weekdayWords(date) : dayWords(date);
  return word("as-of", { when: `${day} ${clockWords(asOf, zone)}` });
}
