/** Telling the server where this browser may be pushed to. In a page and in the service worker alike. */
import { deviceId } from "./device.js";
import { asked, write } from "./store.js";

/** The key of the server as `subscribe` wants it: bytes of base64url. */
export function keyBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** A browser has one address, and it is of one person. */
async function onlyOf(meta, account, endpoint) {
  for (const key of await asked(meta.getAllKeys())) {
    if (String(key).startsWith("push/")) await asked(meta.delete(key));
  }
  await asked(meta.put(endpoint, `push/${account}`));
}

/** @returns {Promise<boolean>} whether the server has it */
export async function saveSubscription(phone, account, subscription) {
  const device = await deviceId(phone.store, account);
  const { endpoint, keys } = subscription.toJSON();
  const reply = await phone.http.subscribe(account, device, { endpoint, keys });
  const saved = (reply.status === 200 || reply.status === 201) && typeof reply.json?.id === "number";
  if (saved) await write(phone.store, ["meta"], (tx) => onlyOf(tx.objectStore("meta"), account, endpoint));
  return saved;
}
