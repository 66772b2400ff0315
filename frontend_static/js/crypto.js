/**
 * Words at rest: AES-GCM under one key per account that never leaves the browser's key store.
 * Deleting the key on sign-out makes what it sealed unreadable, wherever a copy of the disk may lie.
 */
import { asked, read, write } from "./store.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function keyOf(store, account) {
  return read(store, ["keys"], async (tx) => (await asked(tx.objectStore("keys").get(account)))?.key);
}

/** The account signed out (perhaps in another tab): nothing may be kept for it any more. */
export class SignedOut extends Error {}

/** Make the account's key if it has none. Only signing in does this; after a sign-out nothing brings it back. */
export async function ensureKey(store, account) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return write(store, ["keys"], async (tx) => {
    const keys = tx.objectStore("keys");
    const first = await asked(keys.get(account)); // another tab may have been quicker
    if (!first) await asked(keys.put({ account, key }));
  });
}

/** What a sealed value is bound to: it opens for no other account and in no other row. */
function bound(account, place) {
  return encoder.encode(`${account}/${place}`);
}

/** @returns {Promise<{iv: Uint8Array, data: ArrayBuffer}>} */
export async function seal(store, account, place, value) {
  const key = await keyOf(store, account);
  if (!key) throw new SignedOut();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cipher = { name: "AES-GCM", iv, additionalData: bound(account, place) };
  return { iv, data: await crypto.subtle.encrypt(cipher, key, encoder.encode(JSON.stringify(value))) };
}

/** The value, or null when it cannot be opened (the key went with a sign-out). */
export async function unseal(store, account, place, sealed) {
  try {
    const key = await keyOf(store, account);
    const cipher = { name: "AES-GCM", iv: sealed.iv, additionalData: bound(account, place) };
    return JSON.parse(decoder.decode(await crypto.subtle.decrypt(cipher, key, sealed.data)));
  } catch {
    return null;
  }
}
