/** GET /api/v1/session/: whose session this is; it also sets the CSRF cookie and tells the server's time. */
import { checkOthers, deviceId, hear, introduce, noteTold } from "./device.js";
import { noteEpoch } from "./outbox.js";
import { currentAccount, noteNobody, remember, stepAside } from "./profile.js";
import { learnOffset } from "./stamp.js";
import { getMeta, setMeta } from "./store.js";

/** Clock and epoch of any reply that carries them. */
export async function noteServer(phone, account, reply) {
  const serverMs = Date.parse(reply.json?.server_time);
  if (!Number.isNaN(serverMs)) await learnOffset(phone.store, serverMs, reply.sentAt, reply.receivedAt);
  const epoch = reply.json?.server_epoch;
  if (account && typeof epoch === "string") await noteEpoch(phone.store, account, epoch);
}

const LEAVING = "leaving";

/** The person chose to sign out; should the server not hear it now, it is told before anything else. */
export function leave(phone, account) {
  return setMeta(phone.store, LEAVING, account);
}

/** @returns {Promise<""|"open"|"left">} "open": its person has left this session, and the server does not know; "left": now it does */
async function finishLeaving(phone) {
  const account = await getMeta(phone.store, LEAVING);
  if (!account) return "";
  const { json } = await phone.http.session();
  if (!json || !("account" in json)) return "open";
  const open = json.account === account;
  if (open && !(await phone.http.signOut())) return "open";
  await setMeta(phone.store, LEAVING, null);
  return open ? "left" : "";
}

const HEARD_UNDER = "heard_under";

/** Of the token that the server makes anew at every sign-in on this browser; "" without one. Not the token itself. */
async function signInMark(phone) {
  const token = await phone.http.token();
  const digest = token && (await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  return digest && Array.from(new Uint8Array(digest, 0, 8)).join("-");
}

/** Whether somebody has signed in since the phone last heard who is here: then the one it remembers may be another. */
export async function mayBeAnother(phone) {
  if (!(await currentAccount(phone.store))) return false;
  const [mark, heard] = [await signInMark(phone), await getMeta(phone.store, HEARD_UNDER)];
  return Boolean(mark) && heard !== undefined && mark !== heard; // a release that kept no mark may be opened anew without a network
}

async function noteWho(phone, { account, profile, diary }) {
  if (account && profile) await remember(phone.store, account, profile);
  if (account && !profile) await stepAside(phone.store, diary);
  if (!account) await noteNobody(phone.store, null);
}

/**
 * Ask who is signed in, and remember a patient.
 * @returns {Promise<{heard: boolean, account: string|null, left?: boolean}>} `heard` is false without a network; `left`: a
 *   session was ended that its person had left already
 */
export async function renew(phone) {
  const leaving = await finishLeaving(phone);
  if (leaving) return { heard: leaving === "left", account: null, left: leaving === "left" };
  const remembered = await currentAccount(phone.store);
  const who = await introduce(phone.store, remembered);
  const mark = await signInMark(phone); // as it is when we ask: somebody may sign in, in another tab, before the answer comes
  const reply = await phone.http.session(who);
  if (reply.status !== 200 || !reply.json || !("account" in reply.json)) return { heard: false, account: null };
  if (!mark && (await signInMark(phone))) return renew(phone); // it was asked as nobody: who is here is asked under the token that has come since
  await hear(phone.store, remembered, reply.json);
  await noteWho(phone, reply.json);
  await setMeta(phone.store, HEARD_UNDER, mark);
  const account = reply.json.profile ? reply.json.account : null;
  if (account) await deviceId(phone.store, account);
  if (account && remembered && account !== remembered) await phone.http.session(await introduce(phone.store, account)); // the first call told the other's id
  if (account === remembered) await noteTold(phone.store, account, who.unsent);
  await noteServer(phone, account, reply);
  await checkOthers(phone, account);
  return { heard: true, account };
}
