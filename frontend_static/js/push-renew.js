/** At each open of Today: a browser that has another address, or a key that is no longer used, is saved anew; one that lost its leave says so. */
import { thePhone, whose } from "./here.js";
import { keyBytes, saveSubscription } from "./push-save.js";
import { getMeta } from "./store.js";

function sameKey(bytes, key) {
  const wanted = keyBytes(key);
  const used = new Uint8Array(bytes ?? []);
  return used.length === wanted.length && used.every((byte, place) => byte === wanted[place]);
}

/** @returns {Promise<PushSubscription|null>} the one to save, or null when nothing changed */
async function changed(pushManager, known, key) {
  const found = await pushManager.getSubscription();
  if (found && sameKey(found.options.applicationServerKey, key)) return found.endpoint === known ? null : found;
  await found?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
}

async function look(notice) {
  const { account } = await whose();
  const phone = await thePhone();
  const known = account ? await getMeta(phone.store, `push/${account}`) : null;
  if (!known || !notice.dataset.key) return; // never turned on here, or turned off for all
  if (Notification.permission !== "granted") return void (notice.hidden = false);
  const { pushManager } = await navigator.serviceWorker.ready;
  const fresh = await changed(pushManager, known, notice.dataset.key);
  if (fresh) await saveSubscription(phone, account, fresh);
}

/** @param {HTMLElement} notice, hidden, with data-key: the server's, when this person has a phone that may be pushed to */
export function start(notice) {
  if (!("PushManager" in window) || !("Notification" in window)) return;
  void look(notice).catch(() => {}); // the service worker may take its time; nothing here waits for it
}
