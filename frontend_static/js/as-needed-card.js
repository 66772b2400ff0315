/**
 * "I took it", of a medicine that is taken when needed: one tap keeps it, with or without a network, and says what of her own
 * limits it passes. Without JavaScript the same buttons are forms.
 */
import { KIND, dosesOf, lastStamp, standing } from "./as-needed.js";
import { by } from "./filled-by-select.js";
import { keep, onNews, thePhone, whose } from "./here.js";
import { rightNow } from "./kept.js";
import { list } from "./outbox.js";
import { seeStamp } from "./stamp.js";
import { nowFor } from "./who-is-here.js";
import { clockWords, counted, language, word } from "./words.js";

const A_DAY_MS = 24 * 3600 * 1000;
const A_MINUTE_MS = 60 * 1000;
const DOUBLE_TAP_MS = 2000; // nobody takes two so soon

const find = (root, role) => root.querySelector(`[data-role="${role}"]`);

/** Which of her own limits one more now would pass. It can be recorded all the same. */
export function warnings(told, doses, at, zone) {
  const limits = standing(told, doses.map((one) => one.at), at);
  const said = [];
  if (limits.pastMaximum) said.push(`${counted("dose-taken-day", limits.inADay)} ${word("dose-most", { most: told.max_per_day })}`);
  if (limits.withinGap && limits.lastAt !== null) said.push(word("dose-gap", { time: clockWords(limits.lastAt, zone), gap: told.gap }));
  return said;
}

function dayAndTime(at, zone) {
  const day = new Intl.DateTimeFormat(language(), { timeZone: zone, weekday: "short", day: "numeric", month: "short" }).format(new Date(at));
  return `${day}, ${clockWords(at, zone)}`;
}

function lineOf(card, one) {
  const line = find(card.root, "dose").content.cloneNode(true).firstElementChild;
  line.dataset.dose = one.dose;
  find(line, "at").textContent = dayAndTime(one.at, card.zone);
  find(line, "of").textContent = clockWords(one.at, card.zone);
  find(line, "past-maximum").hidden = !one.pastMaximum;
  find(line, "within-gap").hidden = one.pastMaximum || !one.withinGap;
  line.querySelector('input[name="dose"]').value = one.dose;
  return line;
}

function paragraph(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

function showPast(root, isPast) {
  const place = find(root, "past");
  if (place.hidden !== isPast) return; // a screen reader says it once
  place.hidden = !isPast;
  place.replaceChildren(...(isPast ? [find(root, "past-banner").content.cloneNode(true)] : []));
}

const passes = ({ pastMaximum, withinGap }) => pastMaximum || withinGap;

function showLines(place, lines) {
  if ([...place.children].map((line) => line.textContent).join("\n") !== lines.join("\n")) place.replaceChildren(...lines.map(paragraph));
}

/** What one more would pass, under "past what you typed" when the dose that was just recorded here passed it; whom to ask only once one has. */
function showWarning({ root, told, doses, zone, fresh }, now) {
  const lines = warnings(told, doses, now, zone);
  const isPast = doses.some((one) => one.dose === fresh && passes(one));
  showPast(root, isPast);
  if (isPast) showLines(find(root, "past-lines"), lines);
  find(root, "warning").hidden = isPast || !lines.length;
  const ask = find(root, "ask");
  ask.hidden = "said" in ask.dataset || !doses.some((one) => passes(one) && one.at > now - A_DAY_MS);
  showLines(find(root, "warning-lines"), lines);
}

function showStatus({ root, problem, mine }) {
  const status = find(root, "kept");
  const waits = mine.some(({ state }) => state !== "sent");
  status.dataset.state = problem ? "late" : mine.length ? (waits ? "phone" : "sent") : "";
  const text = problem ? word("not-kept") : mine.length ? word(waits ? "saved" : "sent") : "";
  if (find(status, "text").textContent !== text) find(status, "text").textContent = text; // a screen reader says what changes
}

/** The line that has the focus keeps it; when its dose was taken back, the status has it, never a button that records another. */
function showDoses(card, shown) {
  const { root } = card;
  const from = document.activeElement?.closest("[data-dose]");
  const lost = root.contains(from) ? from.dataset.dose : null;
  find(root, "doses").replaceChildren(...shown.map((one) => lineOf(card, one)));
  find(root, "taken").hidden = !shown.length;
  if (!lost) return;
  const again = find(root, "doses").querySelector(`[data-dose="${lost}"] button`);
  find(root, "kept").tabIndex = -1;
  (again ?? find(root, "kept")).focus();
}

async function look(card) {
  const rows = await list((await thePhone()).store, card.account);
  const now = await rightNow();
  card.doses = dosesOf(card.told, rows);
  card.mine = rows.filter(({ kind, body, state }) => kind === KIND && body.medicine === card.told.medicine && (state !== "sent" || card.said.has(body.dose)));
  const shown = card.doses.filter(({ at }) => at > now - card.days * A_DAY_MS);
  showDoses(card, shown);
  showWarning(card, now);
  showStatus(card);
}

async function say(card, dose, at, withdrawn) {
  const { store } = await thePhone();
  await seeStamp(store, lastStamp(card.told)); // what was said on another phone was said before this
  const { today } = await nowFor(card.profile);
  const taken = { dose, medicine: card.told.medicine, taken_at: new Date(at).toISOString(), withdrawn };
  await keep(card.account, KIND, { date: today, ...taken, ...by(card.account) }, card.zone);
  card.said.add(dose);
}

async function take(card) {
  const dose = crypto.randomUUID();
  await say(card, dose, await rightNow(), false);
  card.fresh = dose;
}

async function takeBack(card, dose) {
  const held = card.doses.find((one) => one.dose === dose);
  if (held) await say(card, dose, held.at, true);
  if (card.fresh === dose) card.fresh = null;
}

/** A phone that cannot keep it lets the form go; the neutral page has no form to send, and says so. */
function letGo(card, form, error) {
  card.problem = error;
  showStatus(card);
  if (card.shell) return;
  card.root.dataset.unkept = "yes";
  form.requestSubmit();
}

function wire(card) {
  let busyUntil = 0;
  card.root.addEventListener("submit", (event) => {
    const form = event.target;
    const line = form.closest("[data-dose]");
    if ((!line && form.dataset.role !== "take") || card.root.dataset.unkept) return;
    event.preventDefault();
    if (!line && performance.now() < busyUntil) return;
    if (!line) busyUntil = performance.now() + DOUBLE_TAP_MS;
    const done = line ? takeBack(card, line.dataset.dose) : take(card);
    void done.then(() => (card.problem = null)).then(() => look(card)).catch((error) => letGo(card, form, error));
  });
  onNews(() => void refresh(card).catch(() => {}));
  setInterval(() => void refresh(card).catch(() => {}), A_MINUTE_MS); // a gap passes while the page is open
}

async function refresh(card) {
  if ((await whose()).account === card.account) await look(card);
}

/** @param told as treatment/offline.py tells it @param {boolean} shell the neutral page of the service worker */
export async function begin(root, { account, profile }, told, { shell = false } = {}) {
  root.dataset.begun = "yes";
  const { zone } = await nowFor(profile);
  const card = { root, account, profile, told, shell, zone, days: Number(root.dataset.days), doses: [], mine: [], said: new Set(), fresh: null, problem: null };
  await look(card);
  wire(card);
}

async function beginHere(root) {
  const who = await whose();
  if (!who.profile || who.account !== root.dataset.account || root.dataset.begun) return; // the page of another person of this phone
  await begin(root, who, JSON.parse(root.dataset.told));
}

/** @param {HTMLElement} root on the server's page. A phone that does not know yet whose it is begins when it does. */
export function start(root) {
  onNews(() => void beginHere(root).catch(() => {}));
  return beginHere(root);
}
