/** The trends that the person last looked at, sealed on this phone, to be read without a network. */
import { seal, unseal } from "./crypto.js";
import { thePhone } from "./here.js";
import { rightTime } from "./stamp.js";
import { getMeta, setMeta } from "./store.js";
import { whoIsHere } from "./who-is-here.js";

const place = (account) => `trends/${account}`;

/** @param {HTMLElement} desk words, chart and table, as the server made them; of nobody but whom the phone knows */
export async function start(desk) {
  const { account: of, days } = desk.dataset;
  if ((await whoIsHere()).account !== of) return;
  const { store, clock } = await thePhone();
  const asOf = (await rightTime(store, clock)).getTime();
  await setMeta(store, place(of), { asOf, sealed: await seal(store, of, place(of), { days: Number(days), html: desk.innerHTML }) });
}

/** @returns {Promise<{asOf: number, days: number, html: string}|null>} null: no trends were looked at on this phone */
export async function keptTrends(store, account) {
  const row = await getMeta(store, place(account));
  const told = row && (await unseal(store, account, place(account), row.sealed));
  return told ? { ...told, asOf: row.asOf } : null;
}
