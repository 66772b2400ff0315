/**
 * What this phone tells the server of itself: an id for each person on it, made here and no secret, and how many entries
 * wait. And what it does when it hears that it was signed out from another phone, or that the account is closed.
 */
import { legWaits, list, subject } from "./outbox.js";
import { forget, lock } from "./profile.js";
import { asked, getMeta, read, rowsOf, setMeta, write } from "./store.js";

const NEXT = "device/next"; // of whoever signs in next
const NOTICE = "lock_notice";

/** The id for this person; a new person takes over the one that was told before they were known. */
export function deviceId(store, account) {
  return write(store, ["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const key = account ? `device/${account}` : NEXT;
    const known = await asked(meta.get(key));
    if (known) return known;
    const id = (await asked(meta.get(NEXT))) ?? crypto.randomUUID();
    await asked(meta.put(id, key));
    if (account) await asked(meta.delete(NEXT));
    return id;
  });
}

/** How many entries wait, but for those of `rows`, which are on their way. */
async function waiting(store, account, rows = []) {
  const going = new Set(rows.map((row) => row.id));
  const isOpen = (row) => row.state !== "sent" && !going.has(row.id);
  const leg = Number(await legWaits(store, account));
  if (!(await rowsOf(store, "items", account)).some(isOpen)) return leg; // nearly always, and without opening a row
  return new Set((await list(store, account)).filter(isOpen).map(subject)).size + leg;
}

/** For the session call. */
export async function introduce(store, account) {
  return { account, device: await deviceId(store, account), unsent: account ? await waiting(store, account) : null };
}

/** For a sync: the count only when it is another one than the server knows, so that it is seldom written there. */
export async function introduceSync(store, account, rows) {
  const unsent = await waiting(store, account, rows);
  const known = await getMeta(store, `told/${account}`);
  return { device: await deviceId(store, account), unsent: known === undefined || known === unsent ? null : unsent };
}

export async function noteTold(store, account, unsent) {
  if (account && unsent !== null) await setMeta(store, `told/${account}`, unsent);
}

/** @returns {Promise<boolean>} whether this person's things were locked or deleted, because the server said so */
async function obey(store, account, json) {
  if (!account || !(json?.device_revoked || json?.account_closed)) return false;
  if (json.account_closed) await forget(store, account);
  else await lock(store, account);
  return true;
}

/** The answer of the session call. An id that nobody took over and that was signed out is never told again. */
export async function hear(store, account, json) {
  if (!account && json?.device_revoked) await write(store, ["meta"], (tx) => asked(tx.objectStore("meta").delete(NEXT)));
  if (!(await obey(store, account, json))) return false;
  await setMeta(store, NOTICE, json.account_closed ? "closed" : "revoked");
  return true;
}

function knownAccounts(store) {
  const own = (key) => typeof key === "string" && key.startsWith("device/") && key !== NEXT;
  return read(store, ["meta"], async (tx) => (await asked(tx.objectStore("meta").getAllKeys())).filter(own).map((key) => key.slice(7)));
}

/** The other people of this phone: each asked for by itself and without a session, so that the server learns of no tie. */
export async function checkOthers(phone, account) {
  for (const other of (await knownAccounts(phone.store)).filter((one) => one !== account)) {
    const { json } = await phone.http.stranger(await deviceId(phone.store, other));
    await obey(phone.store, other, json);
  }
}

/** "revoked", "closed", or nothing: what the person has not been told yet. */
export function lockNotice(store) {
  return getMeta(store, NOTICE);
}

export function noticeShown(store) {
  return setMeta(store, NOTICE, null);
}

/** People whose entries stay here, locked, until they sign in again. */
export function lockedAccounts(store) {
  const own = (key) => typeof key === "string" && key.startsWith("locked/");
  return read(store, ["meta"], async (tx) => (await asked(tx.objectStore("meta").getAllKeys())).filter(own).map((key) => key.slice(7)));
}
