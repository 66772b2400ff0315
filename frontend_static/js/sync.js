/**
 * Sending what waits. One drainer at a time on a phone (Web Locks): pages and the service worker share this file.
 *
 * What the phone does is keyed on the server's `code`:
 *   2xx that names the id with stored or duplicate → sent. Nothing else settles anything.
 *   invalid, conflict → keep, show, let the person mend        clock_ahead, or invalid for a date to come → keep, ask which day it was
 *   unknown_kind, upgrade_needed → keep, try later
 *   signed_out, csrf_failed, wrong_account → renew the session: the same person → again; another → stop
 *   too_large → halve the batch
 *   429, 503 → wait Retry-After                                any other 4xx → keep, show, no automatic retry
 *   5xx, not our JSON, nothing → again, later and later, with full jitter
 */
import { keepDays } from "./days.js";
import { introduceSync, noteTold } from "./device.js";
import { envelope, expire, markSent, markTrouble, putOff, ready } from "./outbox.js";
import { noteServer, renew } from "./session.js";
import { forgetMade, seeStamp } from "./stamp.js";
import { getMeta, setMeta } from "./store.js";

/** code of one result → what becomes of the row; a code not listed here is newer than this app: later */
const OUTCOMES = {
  stored: "sent",
  duplicate: "sent",
  invalid: "mend",
  conflict: "mend",
  clock_ahead: "ask_day",
};

/** A date after the server's own: no answer is wrong, the clock of the phone was ahead. */
function isAhead({ code, errors }) {
  return code === "invalid" && errors?.length === 1 && errors[0].field === "date" && errors[0].code === "future";
}

function outcomeOf(result) {
  return isAhead(result) ? "ask_day" : (OUTCOMES[result.code] ?? "later");
}

const REQUEST_CODES = {
  signed_out: "renew",
  csrf_failed: "renew",
  factor_needed: "signed_out",
  account_closing: "signed_out", // kept until she keeps the account, or it is closed
  wrong_account: "renew",
  too_large: "halve",
};

/** What to do next with a reply to the whole batch. */
export function verdict({ status, json }) {
  if (status >= 200 && status < 300) return Array.isArray(json?.results) ? "settle" : "again";
  if (status === 429 || status === 503) return "wait";
  if (status === 413) return "halve"; // also from a proxy that does not speak JSON
  if (status < 400 || status >= 500 || typeof json?.code !== "string") return "again";
  return REQUEST_CODES[json.code] ?? "refuse";
}

/** Exponential, with full jitter, so that phones that lost the server together do not come back together. */
export function backoff({ random, patience }, failures) {
  return Math.round(random() * Math.min(patience.backoffCapMs, patience.backoffMs * 2 ** Math.min(failures, 30)));
}

function giveWay(phone) {
  const delay = backoff(phone, phone.failures);
  phone.failures += 1;
  return { state: "again", delay };
}

async function waitAsAsked(phone, reply) {
  if (reply.retryAfter === null) return giveWay(phone);
  const delay = Math.min(reply.retryAfter, phone.patience.waitCapMs);
  await setMeta(phone.store, "quiet_until", phone.clock() + delay);
  return { state: "again", delay };
}

/** Milliseconds that the server asked us to stay quiet; a clock that went back does not stretch them. */
async function quietFor(phone) {
  const left = ((await getMeta(phone.store, "quiet_until")) ?? 0) - phone.clock();
  return left > phone.patience.waitCapMs ? 0 : Math.max(0, left);
}

async function settleTrouble(phone, row, state, result) {
  await markTrouble(phone.store, row, state, result.code, result.errors ?? []);
  if (state === "ask_day") await forgetMade(phone.store);
}

/** @returns {Promise<number>} how many rows of the batch the reply moved */
async function settle(phone, account, rows, reply) {
  const named = new Map(reply.json.results.map((result) => [result?.id, result]));
  const answered = rows.filter((row) => named.has(row.id));
  const outcome = (row) => outcomeOf(named.get(row.id));
  const sent = answered.filter((row) => outcome(row) === "sent");
  await noteServer(phone, account, reply);
  await keepDays(phone.store, account, Object.values(reply.json.days ?? {}), phone.clock());
  await markSent(phone.store, sent.map((row) => row.id), reply.json.server_epoch ?? "", phone.clock());
  if (sent.length) await seeStamp(phone.store, Math.max(...sent.map((row) => row.stamp)));
  const later = answered.filter((row) => outcome(row) === "later").map((row) => row.id);
  await putOff(phone.store, later, phone.clock() + phone.patience.laterMs);
  for (const row of answered) {
    if (["mend", "ask_day"].includes(outcome(row))) await settleTrouble(phone, row, outcome(row), named.get(row.id));
  }
  return answered.length;
}

/** A renewed session lets the same account go on; another person's, or nobody's, does not. */
async function renewed(phone, account, run) {
  run.renewals += 1;
  if (run.renewals > 2) return giveWay(phone);
  const session = await renew(phone);
  if (!session.heard) return giveWay(phone);
  if (!session.account) return { state: "signed_out" };
  return session.account === account ? null : { state: "wrong_account" };
}

/** One item too many, or one that the server cannot take: smaller batches find it, so that it blocks no other. */
async function narrow(phone, rows, run, reply) {
  if (rows.length > 1) run.size = Math.ceil(rows.length / 2);
  else await markTrouble(phone.store, rows[0], "refused", reply.json?.code ?? "too_large", reply.json?.errors ?? []);
  return null;
}

async function settled(phone, account, rows, reply, run) {
  if ((await settle(phone, account, rows, reply)) === 0) return giveWay(phone);
  phone.failures = 0;
  run.progress += 1;
  return null;
}

/** @returns {Promise<null|{state: string, delay?: number}>} null: go on with the next batch */
async function step(phone, account, rows, run) {
  const who = await introduceSync(phone.store, account, rows);
  const reply = await phone.http.sync(account, rows.map(envelope), who);
  const next = verdict(reply);
  if (next === "settle") await noteTold(phone.store, account, who.unsent);
  if (next === "settle") return settled(phone, account, rows, reply, run);
  if (next === "wait") return waitAsAsked(phone, reply);
  if (next === "renew") return renewed(phone, account, run);
  if (next === "halve" || next === "refuse") return narrow(phone, rows, run, reply);
  if (next === "signed_out") return { state: "signed_out" };
  return giveWay(phone);
}

async function drainAlone(phone, account) {
  const run = { size: phone.patience.batch, renewals: 0, progress: 0 };
  const quiet = await quietFor(phone);
  if (quiet) return { state: "again", delay: quiet };
  for (;;) {
    const rows = await ready(phone.store, account, phone.clock(), run.size);
    if (!rows.length) break;
    const stop = await step(phone, account, rows, run);
    if (stop) return { ...stop, progress: run.progress };
  }
  await expire(phone.store, account, phone.clock());
  return { state: "done", progress: run.progress };
}

/**
 * Send all that waits for the account.
 * @returns {Promise<{state: "done"|"again"|"signed_out"|"wrong_account", delay?: number}>}
 *   again: try once more after `delay` ms
 */
export function drain(phone, account) {
  return navigator.locks.request(`stride-drain/${phone.store.name}`, () => drainAlone(phone, account));
}
