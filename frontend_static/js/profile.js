/** Who this phone belongs to at the moment, and what of them the log needs without a network. */
import { ensureKey, seal, unseal } from "./crypto.js";
import { asked, getMeta, read, setMeta, write } from "./store.js";

export function currentAccount(store) {
  return getMeta(store, "current");
}

/** Remember a patient who is signed in. Their key is made here, once. */
export async function remember(store, account, profile) {
  await ensureKey(store, account);
  const sealed = await seal(store, account, "profile", profile);
  await write(store, ["accounts", "meta"], async (tx) => {
    if ((await asked(tx.objectStore("meta").get("leaving"))) === account) return; // an answer that was under way when she signed out
    await asked(tx.objectStore("accounts").put({ account, sealed }));
    await asked(tx.objectStore("meta").put(account, "current"));
    await asked(tx.objectStore("meta").delete(`locked/${account}`));
    await asked(tx.objectStore("meta").delete("no_diary"));
  });
}

/** What the server has said of her since; whoever is here now stays so. */
export async function noteProfile(store, account, profile) {
  const sealed = await seal(store, account, "profile", profile);
  await write(store, ["accounts"], (tx) => asked(tx.objectStore("accounts").put({ account, sealed })));
}

/** Somebody else, who keeps no diary, is signed in: show nobody's. What waits stays under its account. @param {string} [why] "none" or "closing" */
export async function stepAside(store, why) {
  await setMeta(store, "current", null);
  await noteNobody(store, why);
}

/** Why whoever is signed in has no open diary; null when nobody is. */
export function noteNobody(store, why) {
  return setMeta(store, "no_diary", why ?? null);
}

export function whyNobody(store) {
  return getMeta(store, "no_diary");
}

export async function profileOf(store, account) {
  const row = await read(store, ["accounts"], (tx) => asked(tx.objectStore("accounts").get(account)));
  return row ? unseal(store, account, "profile", row.sealed) : null;
}

/** After a chosen sign-out nothing of the account is left. The key goes in the same transaction. */
export function forget(store, account) {
  const names = ["items", "days", "drafts", "accounts", "keys", "meta"];
  return write(store, names, async (tx) => {
    for (const name of ["items", "days", "drafts"]) await deleteRows(tx.objectStore(name), account);
    for (const name of ["accounts", "keys"]) await asked(tx.objectStore(name).delete(account));
    await forgetMeta(tx.objectStore("meta"), account);
  });
}

/**
 * Signed out from another phone: days, drafts, what was sent and the profile go. What was not sent stays sealed, with its
 * key, until its owner signs in again or discards it.
 */
export function lock(store, account) {
  const names = ["items", "days", "drafts", "accounts", "keys", "meta"];
  return write(store, names, async (tx) => {
    for (const name of ["days", "drafts"]) await deleteRows(tx.objectStore(name), account);
    await asked(tx.objectStore("accounts").delete(account));
    const leg = await asked(tx.objectStore("meta").get(`other_leg/${account}`)); // said, and not heard by the server yet
    const left = (await deleteSent(tx.objectStore("items"), account)) || leg;
    await forgetMeta(tx.objectStore("meta"), account);
    if (leg) await asked(tx.objectStore("meta").put(leg, `other_leg/${account}`));
    if (left) await asked(tx.objectStore("meta").put(true, `locked/${account}`));
    else await asked(tx.objectStore("keys").delete(account));
  });
}

/** @returns {Promise<number>} how many rows are not sent, and stay */
async function deleteSent(items, account) {
  const rows = await asked(items.index("by_account").getAll(account));
  const sent = rows.filter((row) => row.state === "sent");
  for (const row of sent) await asked(items.delete(row.id));
  return rows.length - sent.length;
}

async function deleteRows(rows, account) {
  for (const key of await asked(rows.index("by_account").getAllKeys(account))) await asked(rows.delete(key));
}

async function forgetMeta(meta, account) {
  const own = (key) => typeof key === "string" && key.endsWith(`/${account}`);
  for (const key of (await asked(meta.getAllKeys())).filter(own)) await asked(meta.delete(key));
  if ((await asked(meta.get("current"))) === account) await asked(meta.delete("current"));
}
