/**
 * What the person said, kept until the server has it, and 14 days more.
 *
 * A row in clear: id, account, state, order and times. Sealed: kind, zone, schema and body.
 * States: waiting (goes by itself) · sent · mend (the person has to look) · ask_day (stamped ahead of the
 * server) · refused (kept and shown, tried again only when asked).
 */
import { SignedOut, seal, unseal } from "./crypto.js";
import { nextStamp } from "./stamp.js";
import { asked, getMeta, rowsOf, write } from "./store.js";

export const KEEP_SENT_MS = 14 * 24 * 3600 * 1000;
export const SCHEMA = 1;
const LONGEST_WAIT_MS = 3600 * 1000; // anything longer was put off by a clock that has since gone back

async function insert(store, row) {
  return write(store, ["items", "meta", "keys"], async (tx) => {
    if (!(await asked(tx.objectStore("keys").get(row.account)))) throw new SignedOut();
    const meta = tx.objectStore("meta");
    row.seq = ((await asked(meta.get("seq"))) ?? 0) + 1;
    await asked(meta.put(row.seq, "seq"));
    await asked(tx.objectStore("items").add(row));
    return row;
  });
}

/** Keep one envelope. Resolves when it is on the disk; rejects with QuotaExceededError when the phone is full. */
export async function put(store, account, kind, body, { tz, clock = Date.now } = {}) {
  const id = crypto.randomUUID();
  const sealed = await seal(store, account, id, { kind, tz, schema: SCHEMA, body });
  const stamp = await nextStamp(store, clock);
  const row = { id, account, state: "waiting", stamp, made_at: clock(), sent_at: 0, not_before: 0, epoch: "", sealed };
  return insert(store, row);
}

async function opened(store, row) {
  const words = await unseal(store, row.account, row.id, row.sealed);
  const trouble = row.trouble ? await unseal(store, row.account, `${row.id}/trouble`, row.trouble) : null;
  return words && { ...row, ...words, trouble };
}

/** Every readable row of the account, oldest first. */
export async function list(store, account) {
  const rows = await rowsOf(store, "items", account);
  const readable = await Promise.all(rows.map((row) => opened(store, row)));
  return readable.filter(Boolean).sort((a, b) => a.seq - b.seq);
}

function isPutOff(row, now) {
  return row.not_before > now && row.not_before - now <= LONGEST_WAIT_MS;
}

/** The next rows to send, oldest first. */
export async function ready(store, account, now, limit) {
  const rows = await rowsOf(store, "items", account);
  const due = rows.filter((row) => row.state === "waiting" && !isPutOff(row, now));
  due.sort((a, b) => a.seq - b.seq);
  const readable = await Promise.all(due.slice(0, limit).map((row) => opened(store, row)));
  return readable.filter(Boolean);
}

/** One row as the wire wants it. */
export function envelope(row) {
  const { id, kind, tz, schema, body } = row;
  return { id, kind, stamp: new Date(row.stamp).toISOString(), tz, schema, body };
}

/** Change rows that are still there; `change` returns the new row. */
async function changeRows(store, ids, change) {
  return write(store, ["items"], async (tx) => {
    const items = tx.objectStore("items");
    for (const id of ids) {
      const row = await asked(items.get(id));
      if (row) await asked(items.put(change(row)));
    }
  });
}

export function markSent(store, ids, epoch, now) {
  return changeRows(store, ids, (row) => ({ ...row, state: "sent", sent_at: now, epoch, trouble: null }));
}

export function putOff(store, ids, until) {
  return changeRows(store, ids, (row) => ({ ...row, not_before: until }));
}

/** Keep a row out of the automatic way, with what the server said about it. */
export async function markTrouble(store, row, state, code, errors = []) {
  const trouble = await seal(store, row.account, `${row.id}/trouble`, { code, errors });
  return changeRows(store, [row.id], (kept) => ({ ...kept, state, trouble }));
}

/** Send again with the body and the stamp put right; under the same id, unless the server knows that one with another body. */
export async function amend(store, row, { body = row.body, stamp = row.stamp } = {}) {
  const id = row.trouble?.code === "conflict" ? crypto.randomUUID() : row.id;
  const sealed = await seal(store, row.account, id, { kind: row.kind, tz: row.tz, schema: row.schema, body });
  return write(store, ["items"], async (tx) => {
    const items = tx.objectStore("items");
    const kept = await asked(items.get(row.id));
    if (!kept) return;
    await asked(items.delete(row.id));
    await asked(items.put({ ...kept, id, state: "waiting", not_before: 0, trouble: null, stamp, sealed }));
  });
}

export function remove(store, ids) {
  return write(store, ["items"], async (tx) => {
    for (const id of ids) await asked(tx.objectStore("items").delete(id));
  });
}

/**
 * Note the epoch of the server's database. When it is another one than before, the server was restored
 * from a backup: everything kept here goes again, and the days it told us are no longer what it holds.
 * @returns {Promise<boolean>} whether it changed
 */
export async function noteEpoch(store, account, epoch) {
  return write(store, ["items", "days", "meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const known = await asked(meta.get(`epoch/${account}`));
    if (known === epoch) return false;
    await asked(meta.put(epoch, `epoch/${account}`));
    await wakeSent(tx, account, epoch);
    if (known) await deleteDays(tx, account);
    return Boolean(known);
  });
}

async function wakeSent(tx, account, epoch) {
  const items = tx.objectStore("items");
  for (const row of await asked(items.index("by_account").getAll(account))) {
    if (row.state === "sent" && row.epoch !== epoch) await asked(items.put({ ...row, state: "waiting", not_before: 0 }));
  }
}

async function deleteDays(tx, account) {
  const days = tx.objectStore("days");
  for (const key of await asked(days.index("by_account").getAllKeys(account))) await asked(days.delete(key));
}

/** Let go of what was sent more than 14 days ago. What waits is never touched. */
export async function expire(store, account, now) {
  const old = (row) => row.state === "sent" && row.sent_at < now - KEEP_SENT_MS;
  const rows = (await rowsOf(store, "items", account)).filter(old);
  if (rows.length) await remove(store, rows.map((row) => row.id));
}

/** What one row is about: taps on the same day, questionnaire or dose count as one entry. */
export function subject({ id, kind, body }) {
  const { moment, session, response, question, dose, occurrence } = body;
  return kind === "diary" ? `diary/${body.date}` : `${kind}/${moment ?? session ?? response ?? question ?? dose ?? occurrence ?? id}`;
}

/** "Other leg affected too?" has an answer that the server has not heard (other-leg.js keeps it, sealed). */
export async function legWaits(store, account) {
  return Boolean(await getMeta(store, `other_leg/${account}`));
}

/** How many entries (days, moments, a leg that was added) have something that is not sent, and which rows need the person. */
export async function unsent(store, account) {
  const open = (await list(store, account)).filter((row) => row.state !== "sent");
  return {
    count: new Set(open.map(subject)).size + Number(await legWaits(store, account)),
    rows: open,
    asking: open.filter((row) => row.state !== "waiting"),
  };
}
