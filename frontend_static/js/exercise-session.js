/** One exercise session: each tap is kept by the outbox, with or without a network. The form of the page, on the phone. */
import { getDay } from "./days.js";
import { tickGoes } from "./fall-tick.js";
import { by, startFilledBy } from "./filled-by-select.js";
import { stillHere } from "./focus.js";
import { fold, rankOf } from "./fold.js";
import { keep, lastAttempt, onNews, thePhone } from "./here.js";
import { inTurn } from "./in-turn.js";
import { listenEarly } from "./log-early.js";
import { showStatus } from "./log-status.js";
import { showProblem, showTrouble } from "./log-trouble.js";
import { personOf } from "./nobody.js";
import { list } from "./outbox.js";
import { uuid5 } from "./responses.js";
import { addressOf } from "./safety-address.js";
import { tableVersion } from "./safety-table.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const GREEN_MOST = 3;
const AMBER_MOST = 5;
const USUAL_IS_HIGH = 6;
const KIND = "session";

/** The same as traffic_light.py says. @param {number|null} usual her usual pain, where the page knows it */
export function lightOf(pain, usual) {
  if (pain <= GREEN_MOST) return "green";
  const most = usual !== null && usual >= USUAL_IS_HIGH ? Math.min(usual + 2, 9) : AMBER_MOST;
  return pain <= most ? "amber" : "red";
}

const find = (form, role) => form.querySelector(`[data-role="${role}"]`);

function foldOf(id, told, rows) {
  const known = Object.entries(told?.session === id ? told.winners : {}).map(([name, won]) => [name, { ...won, stamp: Date.parse(won.stamp), id: won.id.toLowerCase() }]);
  const own = rows.filter((row) => row.kind === KIND && row.body.session === id);
  const winners = fold(own.map((row) => ({ id: row.id, stamp: row.stamp, rank: rankOf(row), fields: row.body.fields })), Object.fromEntries(known));
  return Object.fromEntries(Object.entries(winners).map(([name, won]) => [name, won.value]));
}

const isBegun = (fields) => fields.withdrawn !== true && (fields.pain_before ?? null) !== null && (fields.pain_after ?? null) === null;

/** The session that this phone began today and did not finish, or a new one. */
function begunHere(rows, date) {
  const today = rows.filter((row) => row.kind === KIND && row.body.date === date).map((row) => row.body.session);
  return [...new Set(today)].reverse().find((id) => isBegun(foldOf(id, null, rows))) ?? crypto.randomUUID();
}

async function makePage(form, { account, profile }) {
  const { today, zone } = await nowFor(profile);
  const { session, told, usual, plan } = form.dataset;
  const rows = await list((await thePhone()).store, account);
  const date = form.dataset.date || today;
  const page = { form, account, profile, zone, date, todayNow: today, told: told ? JSON.parse(told) : null, usual: usual ? Number(usual) : null, plan };
  Object.assign(page, { id: session ?? begunHere(rows, date), queue: Promise.resolve(), unkept: {}, problem: null, rows: [], day: { fields: {} } });
  form.elements.date.value = date;
  form.elements.date.max = today;
  page.say = (fields) => inTurn(page, () => say(page, fields));
  return page;
}

const put = (page, kind, body) => keep(page.account, kind, { ...body, date: page.date, ...by(page.account) }, page.zone);

const putTick = (page, answer) => put(page, "safety", { item: "fell", answer, version: tableVersion() });

/** The tick goes too, unless something else of the day says that she fell. First: the server says it where no phone has (fall_ticks.py). */
async function takeFallBack(page, moment) {
  const { store } = await thePhone();
  const [day, rows] = await Promise.all([getDay(store, page.account, page.date), list(store, page.account)]);
  if (await tickGoes(page.account, page.date, moment, day, rows, Boolean(by(page.account).helper))) await putTick(page, "no");
  await put(page, "moment", { moment, fields: { kind: null } });
}

/** "I fell" is a fall of the diary too, and a yes of the safety list; another tap takes both back. */
async function keepFall(page, before, fields) {
  if (!("trouble" in fields) || (fields.trouble === "fell") === (before === "fell")) return;
  const moment = await uuid5(page.id, "fall");
  if (fields.trouble !== "fell") return takeFallBack(page, moment);
  await put(page, "moment", { moment, fields: { kind: "fall" } });
  await putTick(page, "yes");
}

/** Keep one envelope with just these fields. @returns {Promise<boolean>} whether the phone has it */
async function say(page, given) {
  const plan = page.plan && !Object.keys(page.day.fields).length ? { plan: page.plan } : {};
  const fields = { ...plan, ...page.unkept, ...given };
  const before = page.day.fields.trouble;
  try {
    await put(page, KIND, { session: page.id, fields });
    await keepFall(page, before, fields);
  } catch (error) {
    Object.assign(page, { unkept: fields, problem: error });
    show(page);
    return false;
  }
  Object.assign(page, { unkept: {}, problem: null });
  await look(page);
  return true;
}

/** Read again what the phone knows, and show it. */
async function look(page) {
  const rows = await list((await thePhone()).store, page.account);
  page.todayNow = (await nowFor(page.profile)).today;
  page.rows = rows.filter((row) => row.kind === KIND && row.body.session === page.id);
  page.day = { fields: foldOf(page.id, page.told, rows) };
  show(page);
}

function show(page) {
  const answers = { ...page.day.fields, ...page.unkept };
  for (const input of page.form.querySelectorAll('[data-field] input[type="radio"]')) input.checked = String(answers[input.name] ?? "") === input.value;
  showAnswer(page.form, answers, page.usual);
  showStatus(page, lastAttempt());
  showTrouble(page);
}

/** The traffic light in words, and what to do about trouble: never "carry on" beside "stop". */
function showAnswer(form, { pain_after: pain = null, trouble = null }, usual) {
  const light = pain === null ? "" : lightOf(pain, usual);
  for (const one of form.querySelectorAll("[data-light]")) {
    one.hidden = one.dataset.light !== light;
    find(one, "light-words").hidden = light === "green" && trouble !== null;
  }
  for (const one of form.querySelectorAll("[data-trouble]")) one.hidden = one.dataset.trouble !== trouble;
  find(form, "answer").hidden = !light && trouble === null;
}

async function tap(page, { name, value }) {
  const kept = await page.say({ [name]: name === "trouble" ? value : Number(value) });
  if (name === "trouble" && value === "fell" && kept) location.assign(addressOf(["fall"], page.date));
}

async function moveTo(page, date) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date > page.todayNow) return;
  page.date = date;
  if (Object.keys(page.day.fields).length) await page.say({ plan: page.day.fields.plan ?? null });
}

async function finish(page) {
  const here = stillHere();
  await page.queue.catch(() => {});
  if (Object.keys(page.unkept).length && !(await page.say({}))) return;
  if (!here()) return;
  const answer = find(page.form, "answer");
  const open = [...page.form.querySelectorAll(".pad")].find((pad) => !pad.querySelector(":checked"));
  if (answer.hidden) return void open?.querySelector("input").focus();
  scrollTo({ top: 0 });
  answer.focus();
}

function wire(page) {
  const { form } = page;
  form.addEventListener("change", ({ target }) => {
    if (target.type === "radio") void tap(page, target);
    if (target.name === "date") void moveTo(page, target.value);
  });
  form.addEventListener("click", ({ target }) => {
    const clears = target.closest('[data-role="clear"]')?.dataset.clears;
    if (clears) void page.say({ [clears]: null });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void finish(page);
  });
}

async function begin(form) {
  const sayEarly = listenEarly(form);
  const who = await personOf(form);
  if (!who) return;
  const page = await makePage(form, who);
  startFilledBy(form, who.account, who.profile);
  await look(page);
  wire(page);
  sayEarly();
  onNews(async () => ((await whoIsHere()).account === page.account ? look(page) : location.reload()).catch?.(() => {}));
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  try {
    await begin(form);
  } catch (error) {
    if (form.dataset.shell) showProblem({ form, problem: error });
  } finally {
    form.removeAttribute("data-waiting");
  }
}
