/** The daily log: the form of the page, driven by what this phone knows and kept by the outbox. */
import { allDays, getDay } from "./days.js";
import { startBodyMap } from "./body-map.js";
import { by, startFilledBy } from "./filled-by-select.js";
import { dayOf, isComplete } from "./fold.js";
import { hasMet, keep, lastAttempt, meet, onNews, thePhone } from "./here.js";
import { inTurn } from "./in-turn.js";
import { startAgain, showAgain } from "./log-again-button.js";
import { startAnswers } from "./log-answers.js";
import { addDays, askedDate, chooseDate, offeredDate } from "./log-date.js";
import { listenEarly } from "./log-early.js";
import { askFor, blankOn, paint } from "./log-form.js";
import { showHead } from "./log-head.js";
import { showHeld, startHeld, takeHeld } from "./log-held.js";
import { asksForHelp, fallAgain, goToHelp, helpAnyway, lookForDanger, safetyAnswers, takenBack } from "./log-help.js";
import { startNote } from "./log-note.js";
import { startOtherLeg } from "./log-other-leg.js";
import { showPanel, startPanel } from "./log-panel.js";
import { showStatus } from "./log-status.js";
import { showProblem, showTrouble } from "./log-trouble.js";
import { startTicks } from "./log-ticks.js";
import { isHelpers, makeUndo, writable } from "./log-undo.js";
import { personOf } from "./nobody.js";
import { list } from "./outbox.js";
import { fetchDays } from "./refresh.js";
import { tableVersion } from "./safety-table.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const SLOW_MS = 3000; // whoever waits longer for the form sees it as it is

async function isDone(account, profile, date) {
  const { store } = await thePhone();
  return isComplete(dayOf(date, await getDay(store, account, date), await list(store, account)).fields, profile);
}

async function makeLog(form, { account, profile }) {
  const now = await nowFor(profile);
  const chosen = await chooseDate(askedDate(), offeredDate(form), now, (date) => isDone(account, profile, date));
  const log = { form, account, profile, ...now, ...chosen, undo: makeUndo(), queue: Promise.resolve() };
  Object.assign(log, { days: new Map(), rows: [], day: null, unkept: {}, problem: null, worse: false });
  Object.assign(log, { heard: false, blank: blankOn(form, log.date), byKey: false, held: new Set() });
  log.inTurn = (work) => inTurn(log, work);
  log.noteShown = (asked) => keepSafety(log, safetyAnswers(log, {}, asked));
  log.say = (fields, how = {}) => {
    lookForDanger(log, fields, how.worse);
    const turn = inTurn(log, () => say(log, fields, how));
    helpAnyway(log, turn, fields, how);
    return turn;
  };
  return log;
}

/** What stood here before: undefined when neither this phone nor the page of the server knows. */
function before(log, name) {
  const knows = log.heard || log.days.has(log.date) || log.blank.has(name);
  return writable(log, name) ?? (name in log.day.fields || knows ? null : undefined);
}

async function keepSafety(log, answers) {
  for (const [item, answer] of answers) await keep(log.account, "safety", { date: log.date, item, answer, version: tableVersion(), ...by(log.account) }, log.zone);
}

/** Keep one revision with just these fields. @returns {Promise<boolean>} whether the phone has it */
async function say(log, given, { copied = false, isOld = false, worse = false, byKey = false }) {
  if ("note" in given) log.worse = worse; // here and not at the tap: an earlier tap may still be on its way to the disk
  const fields = { ...log.unkept, ...given };
  const meant = isOld ? log.unkept : fields;
  const asked = asksForHelp(log, meant);
  const waits = byKey && !asked.includes("new");
  const ticks = [...(waits ? [] : asked), ...(isOld ? fallAgain(log, fields) : [])];
  try {
    await keepSafety(log, await takenBack(log, fields)); // first: the server says it where no phone has (fall_ticks.py)
    await keep(log.account, "diary", { date: log.date, fields, ...(copied && { copied }), ...by(log.account) }, log.zone);
    await keepSafety(log, safetyAnswers(log, fields, ticks));
  } catch (error) {
    Object.assign(log, { unkept: fields, problem: error });
    show(log);
    return false;
  }
  log.undo.said(fields, (name) => before(log, name));
  Object.assign(log, { unkept: {}, problem: null, worse: false });
  if (waits) asked.forEach((about) => log.held.add(about));
  else if (asked.length) void goToHelp(log, [...takeHeld(log), ...asked]);
  await look(log);
  return true;
}

/** Read again what the phone knows, and show it. */
async function look(log) {
  const { store } = await thePhone();
  const [rows, days] = await Promise.all([list(store, log.account), allDays(store, log.account)]);
  log.rows = rows;
  log.todayNow = (await nowFor(log.profile)).today;
  log.days = new Map(days.map((day) => [day.date, day]));
  log.day = dayOf(log.date, log.days.get(log.date) ?? null, rows);
  show(log);
}

function show(log) {
  paint(log.form, { ...log.day.fields, ...log.unkept }, (name) => isHelpers(log, name));
  showHeld(log);
  showAgain(log);
  showPanel(log);
  showStatus(log, lastAttempt());
  showTrouble(log);
  log.form.toggleAttribute("data-unkept", Object.keys(log.unkept).length > 0);
}

/** The last two weeks, and the day of the log when it is older. @returns {Promise<boolean>} whether that day was told */
async function fetchAround({ account, date, today }) {
  const phone = await thePhone();
  const from = addDays(today, -14);
  const recent = await fetchDays(phone, account, from, today);
  return date < from ? fetchDays(phone, account, date, date) : recent;
}

/** The days that other phones wrote. */
async function catchUp(log) {
  if (!hasMet(log.account)) await meet();
  if (hasMet(log.account)) log.heard = await fetchAround(log);
  return refresh(log);
}

/** The log that says "today" must not be another day's: a night has passed, or a wrong clock was put right. */
async function isOfAnotherDay(log) {
  return !askedDate() && (await nowFor(log.profile)).today !== log.today;
}

/** Words or answers that are only in the page, or a page that could not be loaded again. */
function mustStay(log) {
  const offline = !navigator.onLine && !navigator.serviceWorker?.controller;
  return offline || Boolean(log.form.elements.note.dataset.dirty) || Object.keys(log.unkept).length > 0;
}

/** Another person may have signed in meanwhile: nothing of this one is shown to them. */
async function refresh(log) {
  if ((await whoIsHere()).account !== log.account) return location.reload();
  if ((await isOfAnotherDay(log)) && !mustStay(log)) return location.reload();
  return look(log);
}

async function onShown(log) {
  if (document.visibilityState === "visible") await refresh(log);
}

async function begin(form) {
  const sayEarly = listenEarly(form);
  const who = await personOf(form);
  if (!who) return;
  const log = await makeLog(form, who);
  askFor(form, who.profile);
  startFilledBy(form, who.account, who.profile);
  showHead(log);
  await look(log);
  for (const wire of [startHeld, startAnswers, startTicks, startBodyMap, startAgain, startPanel, startNote, startOtherLeg]) wire(log);
  form.addEventListener("input", ({ target }) => target.name === "filled_by" && show(log));
  sayEarly();
  document.addEventListener("visibilitychange", () => void onShown(log).catch(() => {}));
  onNews(() => refresh(log).catch(() => {}));
  void catchUp(log).catch(() => {}); // a network that hangs keeps nobody from the log
}

/** A database that never opens: the questions and the way to help show all the same, and what is tapped waits for it. */
function showSlow(form) {
  form.removeAttribute("data-waiting");
  if (form.dataset.shell) showProblem({ form, problem: new DOMException("slow", "TimeoutError") });
}

/** The neutral page cannot be sent as a form: until it is wired, only the way to help is open. */
function guard(form) {
  const hear = (event) => {
    event.preventDefault();
    if (event.submitter?.value === "something") location.assign("/safety/?about=new");
  };
  if (form.dataset.shell) form.addEventListener("submit", hear);
  return () => form.removeEventListener("submit", hear);
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  const slow = setTimeout(() => showSlow(form), SLOW_MS);
  const unguard = guard(form);
  try {
    await begin(form);
    unguard();
  } catch (error) {
    if (form.dataset.shell) showProblem({ form, problem: error }); // on a server page the plain form is still there
  } finally {
    clearTimeout(slow);
    form.removeAttribute("data-waiting");
  }
}
