/**
 * "Other leg affected too?": the phone remembers the leg, sealed, and asks about both legs at once. The server is told when
 * there is a network; until it has answered, the phone goes on asking about both.
 */
import { seal, unseal } from "./crypto.js";
import { noteProfile } from "./profile.js";
import { getMeta, setMeta } from "./store.js";

const placeOf = (account) => `other_leg/${account}`;

/** @param {"left"|"right"} leg */
export async function keepOtherLeg(store, account, leg) {
  await setMeta(store, placeOf(account), await seal(store, account, "other_leg", leg));
}

async function keptLeg(store, account) {
  const sealed = await getMeta(store, placeOf(account));
  return sealed ? unseal(store, account, "other_leg", sealed) : null;
}

/** The profile as she last said it: a leg that the server has not heard of yet counts. */
export async function withOtherLeg(store, account, profile) {
  const leg = profile && (await keptLeg(store, account));
  return leg ? { ...profile, [`${leg}_affected`]: true } : profile;
}

/** Tell the server; nothing is forgotten before it has said yes. @returns {Promise<boolean>} whether it has just heard */
export async function tellOtherLeg(phone, account, profile) {
  const leg = await keptLeg(phone.store, account);
  if (!leg) return false;
  const { status, json } = await phone.http.addLeg(account, leg);
  if (status !== 200 || json?.[`${leg}_affected`] !== true) return false;
  if (profile) await noteProfile(phone.store, account, { ...profile, [`${leg}_affected`]: true });
  await setMeta(phone.store, placeOf(account), null);
  return true;
}
