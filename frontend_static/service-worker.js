/**
 * What works without a network. Rendered by backend/pwa/worker.py after CONFIG and the shared modules, as one
 * classic script. Signed-in pages are never kept here: only the neutral shell, public pages and static files.
 *
 * A new worker waits until every page of the old one is closed, and the old one's files stay until then:
 * an open page never finds half of another version.
 */
const CACHE = `stride-${CONFIG.version}`;
const HELP = "/learn/get-help-now/";
const OF_THE_ANSWER = ["content-type", "content-encoding", "content-length", "etag"];

/** Public, without cookies, past the browser's own cache. */
function plain(url) {
  return new Request(url, { cache: "reload", credentials: "omit", redirect: "error" });
}

async function fetchWhole(url) {
  const response = await fetch(plain(url));
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response;
}

async function keepAll(cache, urls) {
  await Promise.all(urls.map(async (url) => cache.put(url, await fetchWhole(url))));
}

/** What is text comes in one answer, packed together; what that lacks, by itself. A file's address names its content, so any release's answer will do. */
async function keepAssets(cache) {
  const kinds = await (await fetchWhole(CONFIG.assetsInOne)).json();
  const texts = new Map(Object.entries(kinds).flatMap(([kind, files]) => Object.entries(files).map(([url, text]) => [url, { kind, text }])));
  const made = ({ kind, text }) => new Response(text, { headers: { "Content-Type": kind, "X-Content-Type-Options": "nosniff" } });
  await Promise.all(CONFIG.assets.map(async (url) => cache.put(url, texts.has(url) ? made(texts.get(url)) : await fetchWhole(url))));
}

/** Every page of Learn comes in one answer and stays one row of the cache: 72 of their own would make the phone wait. */
async function keepArticles(cache) {
  await cache.put(CONFIG.articles, await fetchWhole(CONFIG.articles));
}

/** One of them, as if it had come by itself: under the same rules of the browser. */
async function fromArticles(url) {
  const whole = await fromCache(CONFIG.articles);
  const html = whole && (await whole.json())[url];
  if (!html) return undefined;
  const headers = new Headers([...whole.headers].filter(([name]) => !OF_THE_ANSWER.includes(name)));
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(html, { headers });
}

/** Without these there is no offline app: if one fails, the old worker stays and the browser tries again. */
async function install() {
  const cache = await caches.open(CACHE);
  const pages = new Set([CONFIG.shell, CONFIG.safety, CONFIG.check, CONFIG.moments, CONFIG.session, CONFIG.today, CONFIG.plan, CONFIG.questions, CONFIG.trends, CONFIG.offline, ...CONFIG.kept]);
  await keepAssets(cache);
  await keepAll(cache, [...pages]);
  await keepArticles(cache);
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("stride-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

function fromCache(url) {
  return caches.open(CACHE).then((cache) => cache.match(url, { ignoreSearch: true, ignoreVary: true }));
}

/** The browser may throw away what is kept here while the phone is offline: this page is in the worker itself. */
function bare() {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'", "Cache-Control": "no-store" };
  return new Response(CONFIG.bare, { status: 503, headers });
}

let mending = null;

/** What was thrown away is kept again as soon as there is a network. */
function mend() {
  const again = async () => (await fromCache(CONFIG.offline)) ?? install();
  mending ??= again().catch(() => {}).finally(() => (mending = null));
  return mending;
}

/** A page kept anew must find its own styles and scripts when the network is gone again. */
async function keepPage(url, response) {
  const cache = await caches.open(CACHE);
  const text = await response.clone().text();
  for (const [, asset] of text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
    if (!(await cache.match(asset))) await cache.put(asset, await fetchWhole(asset));
  }
  await cache.put(url, response);
}

async function freshen(url) {
  await keepPage(url, await fetchWhole(url));
}

/** Kept page at once, the newer one for the next time. */
async function learn(event, url) {
  const kept = (await fromCache(url)) ?? (await fromArticles(url));
  const fresh = freshen(url).catch(() => {});
  event.waitUntil(fresh);
  return kept ?? page(event);
}

async function asset(request) {
  return (await fromCache(request.url)) ?? fetch(request);
}

async function keptFirst(event, url) {
  return (await fromCache(url)) ?? page(event);
}

async function page(event) {
  try {
    return await fetch(event.request);
  } catch {
    return (await fromCache(CONFIG.offline)) ?? bare();
  }
}

const PATIENCE_MS = 4000;

/** The server's page says more; without a network, or when it hangs, this phone's own part of it. */
async function orShell(event, url) {
  const kept = await fromCache(url);
  if (!kept) return page(event);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([fetch(event.request).catch(() => kept), late]);
}

/** Without a network this phone's own part; a slow answer is waited for, because it tells what was just changed. */
async function elseShell(event, url) {
  return fetch(event.request).catch(async () => (await fromCache(url)) ?? page(event));
}

/** Pages of the plan that the one of this phone stands for. */
const isPlan = (path) => path === "/plan/exercises/" || /^\/plan\/medicines\/[0-9a-f-]{36}\/$/.test(path);

const isLog = (path) => /^\/log\/([^/]+\/)?$/.test(path);

/** The page of one reminder's link. */
const isSigned = (path) => /^\/r\/[^/]+\/$/.test(path);

/** @returns {Promise<Response>|null} null: the browser does it as always */
function answer(event) {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return null;
  if (url.pathname.startsWith("/static/")) return asset(event.request);
  if (event.request.mode !== "navigate") return null;
  event.waitUntil(mend());
  event.waitUntil(drainNotices().catch(() => {}));
  if (isLog(url.pathname)) return keptFirst(event, CONFIG.shell);
  if (url.pathname === "/safety/") return keptFirst(event, CONFIG.safety);
  if (url.pathname === "/check/") return keptFirst(event, CONFIG.check);
  if (url.pathname === "/moments/") return orShell(event, CONFIG.moments);
  if (url.pathname === "/plan/exercises/session/") return orShell(event, CONFIG.session);
  if (url.pathname === "/today/") return orShell(event, CONFIG.today);
  if (url.pathname === "/plan/") return orShell(event, CONFIG.plan);
  if (isPlan(url.pathname)) return elseShell(event, CONFIG.plan);
  if (url.pathname === "/questions/" || url.pathname === "/questions/add/") return elseShell(event, CONFIG.questions);
  if (url.pathname === "/trends/") return elseShell(event, CONFIG.trends);
  if (isSigned(url.pathname)) return fetch(event.request).catch(() => Response.redirect("/today/")); // there she can answer without a network
  if (url.pathname === "/learn/" || CONFIG.pages.includes(url.pathname)) return learn(event, url.pathname);
  return page(event);
}

/** Send what waits, for the person this phone remembers. Throws while something still waits: the browser then tries again. */
async function drainOutbox() {
  const phone = await thisPhone();
  const account = await currentAccount(phone.store);
  const result = account ? await drain(phone, account) : { state: "done" };
  new BroadcastChannel("stride").postMessage("changed");
  if (result.state === "again") throw new Error("later");
}

let here = null;
let said = null;

function theNotices() {
  said ??= openNotices().catch((error) => {
    said = null;
    throw error;
  });
  return said;
}

async function thisPhone() {
  here ??= makePhone({ http: { csrfCookie: CONFIG.csrfCookie } });
  return here;
}

/** Send what was said to reminders. Throws while something still waits: the browser then tries again. */
async function drainNotices() {
  const left = await drainSaid(await theNotices(), (await thisPhone()).http);
  if (left) throw new Error("later");
}

/** Now; without a network when there is one again, at the latest when Stride is next opened. */
async function say(what, body, tag = null) {
  await keepSaid(await theNotices(), what, body, { tag });
  await drainNotices().catch(() => self.registration.sync?.register("stride-said").catch(() => {}));
}

/** Every push is shown, whatever it holds and whatever else fails: a browser takes the right to push away from whoever shows nothing. */
async function showPush(text) {
  const notice = noticeOf(text, CONFIG.reminder, self.location.origin);
  const answered = await theNotices().then((store) => isAnswered(store, notice.tag)).catch(() => false);
  const news = isNews(notice, await self.registration.getNotifications({ tag: notice.tag }).catch(() => []));
  await self.registration.showNotification(notice.title, noticeOptions(notice, { answered, news }, CONFIG.reminder));
  if (notice.token) await say("receipt", { token: notice.token, event: "shown" }).catch(() => {});
}

const ANSWERS = ["taken", "later"];

async function clicked(action, { path = "/today/", token = null, tag = null } = {}) {
  if (token && ANSWERS.includes(action)) return say("answer", { token, answer: action }, action === "taken" ? tag : null);
  await self.clients.openWindow(path);
  if (token) await say("receipt", { token, event: "clicked" }).catch(() => {});
}

/** The browser gave itself another address: the server hears it now, or when the reminders page is next opened. */
async function renewSubscription(event) {
  const phone = await thisPhone();
  const account = await currentAccount(phone.store);
  if (!account || !(await getMeta(phone.store, `push/${account}`))) return; // never turned on here by whoever is remembered
  const key = event.oldSubscription?.options?.applicationServerKey ?? keyBytes((await phone.http.subscriptions()).json.public_key);
  const fresh = event.newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await saveSubscription(phone, account, fresh);
}

self.addEventListener("push", (event) => event.waitUntil(showPush(event.data ? event.data.text() : "")));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clicked(event.action, event.notification.data ?? {}));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewSubscription(event).catch(() => {})));
self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const response = answer(event);
  if (response) event.respondWith(response);
});
self.addEventListener("message", (event) => {
  if (event.data === "use-now") void self.skipWaiting(); // somebody tapped "Use it now"
  if (event.data === "send-said") event.waitUntil(drainNotices().catch(() => {}));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "stride-outbox") event.waitUntil(drainOutbox());
  if (event.tag === "stride-said") event.waitUntil(drainNotices());
});
