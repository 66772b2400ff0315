/**
 * Reminders on this phone: on, off, or how to mend it. The browser is asked only when somebody taps.
 * The card holds one part for each state, all hidden: on, off, denied, install, none.
 */
import { onNews, thePhone, whose } from "./here.js";
import { kindOf } from "./install.js";
import { keyBytes, saveSubscription } from "./push-save.js";
import { getMeta, setMeta } from "./store.js";

const isSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

async function subscription() {
  return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null;
}

/** @returns {Promise<"on"|"off"|"denied"|"install"|"none">} */
async function stateOf(account) {
  const iphone = kindOf(navigator.userAgent, navigator.maxTouchPoints) === "iphone";
  if (!isSupported()) return iphone && !isInstalled() ? "install" : "none";
  if (Notification.permission === "denied") return "denied";
  const found = Notification.permission === "granted" ? await subscription() : null;
  const saved = found && (await getMeta((await thePhone()).store, `push/${account}`)) === found.endpoint;
  return saved ? "on" : "off";
}

function show(card, state) {
  for (const part of card.querySelectorAll("[data-push-state]")) part.hidden = part.dataset.pushState !== state;
  const kind = kindOf(navigator.userAgent, navigator.maxTouchPoints);
  for (const way of card.querySelectorAll("[data-way]")) way.open = way.dataset.way === kind;
}

function tellTrouble(card, hidden) {
  card.querySelector('[data-role="push-trouble"]').hidden = hidden;
}

/** A subscription made with a key that the server no longer uses is of no use to it. */
async function subscribeAnew(key) {
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
}

async function turnOn(account) {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const phone = await thePhone();
  const { json } = await phone.http.subscriptions(await introduction(phone, account));
  if (!json?.public_key) throw new Error("no key");
  const made = await subscribeAnew(json.public_key);
  if (!(await saveSubscription(phone, account, made))) throw new Error("not saved");
  return true;
}

async function introduction(phone, account) {
  return { account, device: await getMeta(phone.store, `device/${account}`) };
}

/** This browser hears of no reminder any more: told to the server, and to the browser. */
export async function turnOff(account) {
  const phone = await thePhone();
  const found = isSupported() ? await subscription() : null;
  if (!found) return;
  await found.unsubscribe();
  await setMeta(phone.store, `push/${account}`, null);
  const { json } = await phone.http.subscriptions(await introduction(phone, account));
  for (const row of json?.subscriptions ?? []) if (row.this) await phone.http.unsubscribe(account, row.id);
}

/** This phone is taken off the list: the browser forgets it too, or the page would go on to say that reminders are on here. */
async function forgetHere(account) {
  await (await subscription())?.unsubscribe();
  await setMeta((await thePhone()).store, `push/${account}`, null);
}

function wireRemove(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await forgetHere((await whose()).account).catch(() => {});
    form.submit();
  });
}

async function act(card, account, what) {
  tellTrouble(card, true);
  try {
    if (await what(account)) return location.reload(); // the list of phones is the server's
  } catch {
    tellTrouble(card, false);
  }
  show(card, await stateOf(account));
}

/** @param {HTMLElement} card */
export async function start(card) {
  const look = async () => {
    const { account } = await whose(); // on a new phone it is known when the server has said it
    if (account) show(card, await stateOf(account));
  };
  const wire = (role, what) => card.querySelector(`[data-role="${role}"]`).addEventListener("click", async () => act(card, (await whose()).account, what));
  wire("push-on", turnOn);
  wire("push-off", async (account) => (await turnOff(account), true));
  for (const form of document.querySelectorAll('[data-role="push-remove"]')) wireRemove(form);
  onNews(() => look().catch(() => {}));
  await look();
}
