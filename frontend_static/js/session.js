/** GET /api/v1/session/: whose session this is; it also sets the CSRF cookie and tells the server's time. */
import { noteEpoch } from "./outbox.js";
import { remember, stepAside } from "./profile.js";
import { learnOffset } from "./stamp.js";

/** Clock and epoch of any reply that carries them. */
export async function noteServer(phone, account, reply) {
  const serverMs = Date.parse(reply.json?.server_time);
  if (!Number.isNaN(serverMs)) await learnOffset(phone.store, serverMs, reply.sentAt, reply.receivedAt);
  const epoch = reply.json?.server_epoch;
  if (account && typeof epoch === "string") await noteEpoch(phone.store, account, epoch);
}

/**
 * Ask who is signed in, and remember a patient.
 * @returns {Promise<{heard: boolean, account: string|null}>} `heard` is false without a network
 */
export async function renew(phone) {
  const reply = await phone.http.session();
  if (reply.status !== 200 || !reply.json || !("account" in reply.json)) return { heard: false, account: null };
  const { account, profile } = reply.json;
  if (account && profile) await remember(phone.store, account, profile);
  if (account && !profile) await stepAside(phone.store);
  await noteServer(phone, profile ? account : null, reply);
  return { heard: true, account: profile ? account : null };
}
