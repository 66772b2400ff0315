/**
 * Reminders that reach this phone, and what is said to them: shown, done, later. Kept until the server has heard it, in a
 * database of its own, because nobody may be signed in: no account and no words, only the signed token of one reminder.
 */
import { asked, openStore, read, write } from "./store.js";

const NOTICE_KEPT_MS = 48 * 3600 * 1000; // its token is worth nothing after that

const NOTICE_STEPS = [
  function firstNoticeStores(db) {
    db.createObjectStore("said", { keyPath: "id" });
    db.createObjectStore("answered", { keyPath: "tag" });
  },
];

export function openNotices(name = "stride-notices") {
  return openStore(name, NOTICE_STEPS);
}

/** Our own form, and beside it the one that Safari reads by itself. */
function parsed(text) {
  try {
    const told = JSON.parse(text);
    return { ...told.notification, ...told };
  } catch {
    return {};
  }
}

function ownPath(address, origin) {
  try {
    const url = new URL(address, origin);
    return url.origin === origin ? url.pathname + url.search : "/today/";
  } catch {
    return "/today/";
  }
}

/**
 * What a push says. One that cannot be read still says something: a browser takes the right to push away from whoever shows nothing.
 * @param {string} text the payload @param {{title: string, body: string}} words when it has none
 */
export function noticeOf(text, words, origin) {
  const told = parsed(text);
  const path = ownPath(told.url ?? told.navigate ?? "/today/", origin);
  const token = typeof told.token === "string" ? told.token : null;
  const actions = token && Array.isArray(told.actions) ? told.actions.slice(0, 2).map(({ action, title }) => ({ action, title })) : [];
  return { title: told.title || words.title, body: told.body || words.body, tag: told.tag || "stride", path, token, actions };
}

const messageIn = (token) => token?.split(/[.:]/)[0];

/** Of what stands on the screen already the same message is no news; one more about the same thing is. */
export function isNews(notice, shown) {
  return !shown.some((one) => messageIn(one.data?.token) === messageIn(notice.token));
}

/** For `showNotification`. What was answered on this phone already comes without a sound and without buttons. */
export function noticeOptions(notice, { answered, news }, words) {
  const { tag, path, token } = notice;
  const shared = { tag, icon: words.icon, badge: words.icon, lang: words.lang, data: { path, token, tag } };
  if (answered) return { ...shared, body: words.recorded, silent: true };
  return { ...shared, body: notice.body, actions: notice.actions, renotify: news };
}

export function isAnswered(store, tag) {
  return read(store, ["answered"], async (tx) => Boolean(await asked(tx.objectStore("answered").get(tag))));
}

/** `what`: "receipt" or "answer". */
export function keepSaid(store, what, body, { tag = null, now = Date.now() } = {}) {
  const row = { id: crypto.randomUUID(), what, at: now, body };
  return write(store, ["said", "answered"], async (tx) => {
    if (tag) await asked(tx.objectStore("answered").put({ tag, at: now }));
    await asked(tx.objectStore("said").add(row));
    return row;
  });
}

function expired(row, now) {
  return now - row.at > NOTICE_KEPT_MS;
}

/** Rows oldest first; those that are of no use any more are let go. */
async function saidNow(store, now) {
  return write(store, ["said", "answered"], async (tx) => {
    const rows = await asked(tx.objectStore("said").getAll());
    for (const row of rows.filter((one) => expired(one, now))) await asked(tx.objectStore("said").delete(row.id));
    for (const row of await asked(tx.objectStore("answered").getAll())) if (expired(row, now)) await asked(tx.objectStore("answered").delete(row.tag));
    return rows.filter((one) => !expired(one, now)).sort((a, b) => a.at - b.at);
  });
}

/** Heard, or refused for good, in our own JSON; anything else is no network. */
function isSettled({ status, json }, id) {
  if (status >= 200 && status < 300) return json?.id === id;
  return status >= 400 && status < 500 && status !== 429 && typeof json?.code === "string";
}

async function sendSaid(store, http, now) {
  let left = 0;
  for (const row of await saidNow(store, now)) {
    const stamp = new Date(row.at).toISOString();
    const body = { ...row.body, id: row.id, stamp };
    const reply = await (row.what === "answer" ? http.noticeAnswer(body) : http.receipt(body));
    if (isSettled(reply, row.id)) await write(store, ["said"], (tx) => asked(tx.objectStore("said").delete(row.id)));
    else left += 1;
  }
  return left;
}

/** @returns {Promise<number>} how many still wait */
export function drainSaid(store, http, now = Date.now()) {
  return navigator.locks.request(`stride-said/${store.name}`, () => sendSaid(store, http, now));
}
