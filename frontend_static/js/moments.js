/** What happened: one tap keeps it, with or without a network. The forms of the page, kept by the outbox. */
import { allDays, getDay } from "./days.js";
import { HELP, isDanger } from "./danger-words.js";
import { tickGoes } from "./fall-tick.js";
import { by, startFilledBy } from "./filled-by-select.js";
import { hasMet, keep, meet, onNews, thePhone } from "./here.js";
import { addDays, dayWords } from "./log-date.js";
import { cleanNote } from "./log-form.js";
import { momentsOf } from "./moments-fold.js";
import { personOf } from "./nobody.js";
import { list } from "./outbox.js";
import { fetchDays } from "./refresh.js";
import { addressOf } from "./safety-address.js";
import { tableVersion } from "./safety-table.js";
import { nowFor } from "./who-is-here.js";
import { word } from "./words.js";

const find = (root, role) => root.querySelector(`[data-role="${role}"]`);

function say(page, text) {
  find(page.root, "status").textContent = text;
}

/** @param {string} help the address of the card that must not be lost, or "" */
function trouble(page, text, help = "") {
  const place = find(page.root, "trouble");
  place.replaceChildren();
  if (!text) return;
  const banner = find(page.root, "banner").content.firstElementChild.cloneNode(true);
  find(banner, "text").textContent = text;
  find(banner, "help").hidden = !help;
  if (help) find(banner, "help").href = help;
  place.append(banner);
  place.scrollIntoView({ block: "center" });
}

/** What the form says of day and note. @returns {{date: string, note: string|null, worse: string}} */
function wordsOf(form) {
  const { date, note } = form.elements;
  const worse = form.querySelector('[name="note_worse"]:checked')?.value ?? "";
  return { date: date.value, note: cleanNote(note.value) || null, worse };
}

/** Free text is kept only once "new or getting worse?" is answered. @returns {boolean} whether something is still missing */
function isMissing(page, { date, note, worse }, old) {
  const asks = note && note !== old && !worse;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && date <= page.today;
  trouble(page, !isDay ? word("moment-day") : asks ? word("moment-worse") : "");
  return !isDay || Boolean(asks);
}

/** Keep one envelope. When the phone refuses, that is said, and what the answers ask for (`help`) is one tap away. */
async function isKept(page, kind, body, help) {
  try {
    await keep(page.account, kind, { ...body, ...by(page.account) }, page.zone);
    return true;
  } catch (error) {
    trouble(page, word(error.name === "QuotaExceededError" ? "phone-full" : "cannot-keep"), help);
    return false;
  }
}

async function keepMoment(page, moment, date, fields, help = "") {
  if (!(await isKept(page, "moment", { moment, date, fields }, help))) return false;
  await show(page).catch(() => {}); // it is kept, and its card must come
  const shown = page.known.get(moment.toLowerCase()) ?? {};
  const stands = Object.entries(fields).every(([name, value]) => (shown[name] ?? null) === value);
  say(page, word(!stands ? "own-stays" : fields.kind === null ? "moment-back" : "saved"));
  return true;
}

/** A fall, and words that say "worse", have their card; words of danger have every door of "Get help now". @returns {Promise<string>} its address, or "" */
async function helpFor({ date, note }, { fell, worse }) {
  if (worse && (await isDanger(note ?? ""))) return HELP;
  const about = [fell && "fall", ...(worse ? ["new", "worse"] : [])].filter(Boolean);
  return about.length ? addressOf(about, date) : "";
}

/** A fall ticks what the log's fall ticks; "yes, it is new or getting worse" is an answer too. @returns {Promise<boolean>} whether what was said is kept */
async function keepYeses(page, date, { fell, worse }, help) {
  for (const item of [fell && "fell", worse && "note"].filter(Boolean)) {
    if (!(await isKept(page, "safety", { date, item, answer: "yes", version: tableVersion() }, help))) return false;
  }
  return true;
}

const goOn = (help) => help && location.assign(help);

/** What was kept only in part is the same moment when it is tapped again. */
function idFor(page, kind) {
  if (page.half?.kind !== kind) page.half = { kind, moment: crypto.randomUUID() };
  return page.half.moment;
}

function clean(form) {
  for (const field of form.elements) delete field.dataset.dirty;
}

async function add(page, form, kind) {
  const said = wordsOf(form);
  if (isMissing(page, said, null)) return;
  const yeses = { fell: kind === "fall", worse: said.worse === "yes" };
  const help = await helpFor(said, yeses);
  const fields = { kind, ...(said.note && { note: said.note }) };
  if (!(await keepMoment(page, idFor(page, kind), said.date, fields, help))) return;
  if (!(await keepYeses(page, said.date, yeses, help))) return;
  page.half = null;
  form.reset();
  clean(form);
  form.elements.date.value = page.today;
  page.sync();
  goOn(help);
}

function oldOf(page, key) {
  return page.known.get(key);
}

/** What is withdrawn, or is another kind now: whether the tick of its fall goes too. Ask before it is kept. */
async function takesTick(page, old, kind) {
  if (old.kind !== "fall" || kind === "fall") return false;
  const { store } = await thePhone();
  const [day, rows] = await Promise.all([getDay(store, page.account, old.date), list(store, page.account)]);
  return tickGoes(page.account, old.date, old.moment, day, rows, Boolean(by(page.account).helper));
}

/** Before the words that take the fall back: the server says it where no phone has (fall_ticks.py). */
const takeTick = (page, date) => isKept(page, "safety", { date, item: "fell", answer: "no", version: tableVersion() }, "");

async function withdraw(page, old) {
  if ((await takesTick(page, old, null)) && !(await takeTick(page, old.date))) return;
  await keepMoment(page, old.moment, old.date, { kind: null });
}

async function change(page, form, item) {
  const said = wordsOf(form);
  const old = oldOf(page, item.dataset.moment);
  if (isMissing(page, said, old.note ?? null)) return;
  const kind = form.elements.kind.value;
  const fields = { ...((kind !== old.kind || said.date !== old.date) && { kind }), ...(said.note !== (old.note ?? null) && { note: said.note }) };
  const yeses = { fell: kind === "fall" && old.kind !== "fall", worse: said.worse === "yes" }; // also without a new word: a yes is never silent
  const help = await helpFor(said, yeses);
  if ((await takesTick(page, old, kind)) && !(await takeTick(page, old.date))) return;
  if (Object.keys(fields).length && !(await keepMoment(page, item.dataset.moment, said.date, fields, help))) return;
  if (!(await keepYeses(page, said.date, yeses, help))) return;
  item.querySelector("details").open = false;
  clean(form);
  goOn(help);
}

async function press(page, form, button) {
  const item = form.closest("[data-moment]");
  if (form.dataset.role === "add") return add(page, form, button.value);
  const old = oldOf(page, item.dataset.moment);
  if (button.value === "withdraw") return withdraw(page, old);
  if (form.dataset.role === "restart") return keepMoment(page, item.dataset.moment, old.date, { kind: old.kind, restart: button.value === "restart" });
  return change(page, form, item);
}

function itemOf(page, key) {
  const held = page.root.querySelector(`li[data-moment="${key}"]`);
  if (held) return held;
  const made = find(page.root, "moment").content.firstElementChild.cloneNode(true);
  made.dataset.moment = key;
  return made;
}

function paintForm(item, one) {
  const form = find(item, "change");
  if (item.querySelector("details").open) return; // somebody is typing there
  form.elements.kind.value = one.kind;
  form.elements.date.value = one.date;
  form.elements.note.value = one.note ?? "";
}

function paint(page, item, one) {
  const label = item.querySelector(`option[value="${one.kind}"]`)?.textContent ?? "";
  for (const place of item.querySelectorAll('[data-role="words"]')) place.textContent = label;
  find(item, "when").textContent = dayWords(one.date);
  const note = find(item, "note");
  note.hidden = !one.note;
  if (note.textContent !== (one.note ?? "")) note.textContent = one.note ?? "";
  find(item, "unsent").hidden = !one.unsent;
  const asks = one.kind === "second_bout" && (one.restart ?? null) === null && one.asks;
  find(item, "restart").hidden = !asks;
  paintForm(item, one);
}

/** What the server's own page shows, read back from it once. */
function toldBy(root) {
  const items = [...root.querySelectorAll("li[data-moment]")];
  return items.map((item) => {
    const { moment, kind, date } = item.dataset;
    return { moment, kind, date, note: find(item, "change").elements.note.defaultValue || null, asks: !find(item, "restart").hidden };
  });
}

async function show(page) {
  const { store } = await thePhone();
  const [rows, days] = await Promise.all([list(store, page.account), allDays(store, page.account)]);
  page.known = momentsOf(page.told, days, rows, page);
  const shown = [...page.known.values()].filter(({ kind }) => kind).sort((a, b) => b.date.localeCompare(a.date) || (b.said ?? 0) - (a.said ?? 0));
  const items = shown.map((one) => {
    const item = itemOf(page, one.moment.toLowerCase());
    paint(page, item, one);
    return item;
  });
  find(page.root, "list").replaceChildren(...items);
  find(page.root, "none").hidden = items.length > 0;
}

async function catchUp(page) {
  if (!hasMet(page.account)) await meet();
  if (hasMet(page.account)) await fetchDays(await thePhone(), page.account, addDays(page.today, -14), page.today);
  await show(page);
}

/** @param {HTMLElement} root */
export async function start(root) {
  const who = await personOf(root);
  if (!who) return;
  const { account, profile } = who;
  const page = { root, account, ...(await nowFor(profile)), told: toldBy(root), known: new Map(), since: Math.min(Date.now(), performance.timeOrigin), heard: !root.dataset.shell };
  page.sync = startFilledBy(root, account, profile);
  const day = find(root, "add").elements.date;
  day.max = page.today;
  if (!day.value) day.value = page.today;
  await show(page);
  let busy = Promise.resolve();
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    busy = busy.then(() => press(page, event.target, event.submitter)).catch(() => trouble(page, word("cannot-keep")));
  });
  root.addEventListener("input", ({ target }) => target.name !== "filled_by" && (target.dataset.dirty = "yes")); // nothing loads the page anew under them
  onNews(() => show(page).catch(() => {}));
  void catchUp(page).catch(() => {});
}
