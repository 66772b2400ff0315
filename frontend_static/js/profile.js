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
    await asked(tx.objectStore("accounts").put({ account, sealed }));
    await asked(tx.objectStore("meta").put(account, "current"));
  });
}

/** Somebody else, who keeps no diary, is signed in: show nobody's. What waits stays under its account. */
export function stepAside(store) {
  return setMeta(store, "current", null);
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

async function deleteRows(rows, account) {
  for (const key of await asked(rows.index("by_account").getAllKeys(account))) await asked(rows.delete(key));
}

async function forgetMeta(meta, account) {
  for (const key of [`epoch/${account}`, `days_at/${account}`, `leg_asked/${account}`]) await asked(meta.delete(key));
  if ((await asked(meta.get("current"))) === account) await asked(meta.delete("current"));
}
