/** The only place that talks to the server. What is not our JSON counts as "no network". */

/** In a page and in the service worker alike; the worker has no `document`. */
async function readCookie(name) {
  if (globalThis.cookieStore) return (await globalThis.cookieStore.get(name))?.value ?? "";
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1] ?? "";
}

/** The body as JSON, or null: a captive portal, a sign-in page and a body cut short all end here. */
async function jsonOf(response) {
  if (!(response.headers.get("Content-Type") ?? "").includes("application/json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** Seconds or a date (RFC 9110) → milliseconds from now; null when there is none. */
export function retryAfter(value, now) {
  if (!value) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * One request. Never throws: status 0 is "nothing came back".
 * @returns {Promise<{status: number, json: object|null, retryAfter: number|null, sentAt: number, receivedAt: number}>}
 */
async function ask(path, options, { clock, timeout }) {
  const nothing = { status: 0, json: null, retryAfter: null, sentAt: clock(), receivedAt: 0 };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    const response = await fetch(path, { redirect: "error", cache: "no-store", credentials: "same-origin", signal: stop.signal, ...options });
    const json = await jsonOf(response);
    const wait = retryAfter(response.headers.get("Retry-After"), clock());
    return { ...nothing, status: response.status, json, retryAfter: wait, receivedAt: clock() };
  } catch {
    return nothing;
  } finally {
    clearTimeout(timer);
  }
}

const JSON_ONLY = { Accept: "application/json" };
const UNSIGNED = { method: "POST", headers: { ...JSON_ONLY, "Content-Type": "application/json" }, credentials: "omit" };

/** Headers by which a phone says which it is, whom it remembers and what waits on it; never a secret. */
function introduction({ account = null, device = null, unsent = null }) {
  return {
    ...(account && { "X-Stride-Account": account }),
    ...(device && { "X-Stride-Device": device }),
    ...(unsent !== null && { "X-Stride-Unsent": String(unsent) }),
  };
}

/** The far side of the network in a few calls; tests give it another address. */
export function makeHttp({ base = "/api/v1", signOut = "/accounts/logout/", csrfCookie = "csrftoken", clock = Date.now, timeout = 20000 } = {}) {
  const limits = { clock, timeout };
  return {
    token: () => readCookie(csrfCookie),
    session: (who = {}) => ask(`${base}/session/`, { headers: { ...JSON_ONLY, ...introduction(who) } }, limits),
    /** Of another person of this phone: without their session, or anybody's. */
    stranger: (device) => ask(`${base}/session/`, { headers: { ...JSON_ONLY, ...introduction({ device }) }, credentials: "omit" }, limits),
    responses: (from, to) => ask(`${base}/questionnaire-responses/?from=${from}&to=${to}`, { headers: JSON_ONLY }, limits),
    copy: () => ask(`${base}/export/`, { headers: JSON_ONLY }, limits),
    async addLeg(account, leg) {
      const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": await readCookie(csrfCookie), "X-Stride-Account": account };
      return ask(`${base}/me/legs/`, { method: "POST", headers, body: JSON.stringify({ leg }) }, limits);
    },
    offline: (account) => ask(`${base}/offline/`, { headers: { ...JSON_ONLY, ...introduction({ account }) } }, limits),
    days: (from, to) => ask(`${base}/diary/?from=${from}&to=${to}`, { headers: JSON_ONLY }, limits),
    async sync(account, items, { device = null, unsent = null } = {}) {
      const token = await readCookie(csrfCookie);
      const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": token, ...introduction({ account, device }) };
      const body = JSON.stringify({ sent_at: new Date(clock()).toISOString(), items, ...(unsent !== null && { unsent }) }); // the bare clock: the server notes how far off it is
      return ask(`${base}/sync/`, { method: "POST", headers, body }, limits);
    },
    subscriptions: (who = {}) => ask(`${base}/push-subscriptions/`, { headers: { ...JSON_ONLY, ...introduction(who) } }, limits),
    async subscribe(account, device, body) {
      const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": await readCookie(csrfCookie), ...introduction({ account, device }) };
      return ask(`${base}/push-subscriptions/`, { method: "POST", headers, body: JSON.stringify(body) }, limits);
    },
    async unsubscribe(account, id) {
      const headers = { ...JSON_ONLY, "X-CSRFToken": await readCookie(csrfCookie), ...introduction({ account }) };
      return ask(`${base}/push-subscriptions/${id}/`, { method: "DELETE", headers }, limits);
    },
    /** Of one reminder, by its signed token: without anybody's session. */
    receipt: (body) => ask(`${base}/notices/receipt/`, { ...UNSIGNED, body: JSON.stringify(body) }, limits),
    noticeAnswer: (body) => ask(`${base}/notices/answer/`, { ...UNSIGNED, body: JSON.stringify(body) }, limits),
    /** @returns {Promise<boolean>} whether the server said that the session is over: it answers with a redirect, which has no status here */
    async signOut() {
      const token = await readCookie(csrfCookie);
      const reply = await ask(signOut, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }, limits);
      return reply.receivedAt > 0 && reply.status < 400;
    },
  };
}
