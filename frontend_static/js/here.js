/** The phone of this page, made once, and the news of what changes on it, from any tab or the service worker. */
import { pause } from "./at-most.js";
import { keepCountry } from "./emergency-country.js";
import { lockNotice } from "./device.js";
import { tellOtherLeg, withOtherLeg } from "./other-leg.js";
import { put } from "./outbox.js";
import { makePhone } from "./phone.js";
import { currentAccount, profileOf } from "./profile.js";
import { makeSender } from "./sender.js";
import { mayBeAnother, renew } from "./session.js";
import { getMeta, setMeta } from "./store.js";

const news = new BroadcastChannel("stride");
const listeners = new Set();
let last = { state: "", account: null };

const csrfCookie = document.querySelector('meta[name="stride-csrf-cookie"]')?.content || "csrftoken";
const made = makePhone({ http: { csrfCookie } });
made.catch(() => {}); // whoever asks for it hears of it

export function thePhone() {
  return made;
}

const sender = made.then((phone) =>
  makeSender(phone, (result) => {
    last = result;
    tell();
  }),
);
sender.catch(() => {});

/** Call `listener` whenever something was kept, sent or let go, here or in another tab. */
export function onNews(listener) {
  listeners.add(listener);
}

function hear() {
  for (const listener of listeners) listener();
}

export function tell() {
  news.postMessage("changed");
  hear();
}
news.onmessage = hear;

/** How the last attempt to send ended: "done", "again", "signed_out", … */
export function lastAttempt() {
  return last.state;
}

export async function send() {
  await (await sender).nudge();
  const { account, profile } = await whose();
  if (account && (await tellOtherLeg(await made, account, profile))) tell();
}

/** Let the browser finish the sending when the app is closed; where it cannot, the next open does. */
async function askForBackgroundSync() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("stride-outbox");
}

/** Ask the browser, once, not to clear this phone's entries when it runs short of space. */
async function askToPersist({ store }) {
  if (await getMeta(store, "persist_asked")) return;
  await setMeta(store, "persist_asked", true);
  await navigator.storage?.persist?.();
}

/** Keep one envelope for the account and start sending. Resolves when it is on the disk. */
export async function keep(account, kind, body, tz) {
  const phone = await made;
  const row = await put(phone.store, account, kind, body, { tz, clock: phone.clock });
  tell();
  void send().catch(() => {});
  void askForBackgroundSync().catch(() => {});
  void askToPersist(phone).catch(() => {});
  return row;
}

/** Whose phone this is: the account remembered, and its profile. Nobody's after a sign-in, until it is heard who came. */
export async function whose() {
  const phone = await made;
  const { store } = phone;
  const account = (await mayBeAnother(phone)) ? null : await currentAccount(store);
  return { account, profile: account ? await withOtherLeg(store, account, await profileOf(store, account)) : null };
}

const MET = "stride-met";

/** Whether this tab has heard that the session is this account's, since the last page where that could change. */
export function hasMet(account) {
  return sessionStorage.getItem(MET) === account;
}

export function forgetMeeting() {
  sessionStorage.removeItem(MET);
}

/** A new phone learns the country chosen at the start, so that away from home both numbers are said, offline too. */
async function noteCountry() {
  const { profile } = await whose();
  if (profile?.country) keepCountry(profile.country);
}

/** Ask the server who is signed in, and send what waited for this person to come back. */
export async function meet() {
  const session = await renew(await made);
  if (session.left) location.reload(); // the page may be of the person who has left
  if (await lockNotice((await made).store)) location.assign("/shell/signed-out/");
  if (session.account) sessionStorage.setItem(MET, session.account);
  else forgetMeeting();
  tell();
  if (session.account) await noteCountry();
  if (session.account) void send().catch(() => {});
  return session;
}

const ASK_AGAIN_MS = 2000;
const ASK_AGAIN_CAP_MS = 30_000;
let hearing = null;

async function untilHeard() {
  const phone = await made;
  for (let wait = ASK_AGAIN_MS; await mayBeAnother(phone); wait = Math.min(2 * wait, ASK_AGAIN_CAP_MS)) {
    const { heard } = await meet();
    if (!heard) await pause(wait);
  }
}

/** After a sign-in nothing is shown of the one remembered, and nothing kept as theirs, until it is known who came: however late. */
export function heardWhoCame() {
  return (hearing ??= untilHeard().finally(() => (hearing = null)));
}
