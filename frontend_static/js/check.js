/** The weekly leg check: the form of the page, each tap kept by the outbox, one response a week. */
import { fallsIn } from "./check-falls.js";
import { paintAnswers, paintDone, showFalls, wantedItems } from "./check-form.js";
import { allDays } from "./days.js";
import { by, startFilledBy } from "./filled-by-select.js";
import { stillHere } from "./focus.js";
import { legs } from "./fold.js";
import { hasMet, keep, lastAttempt, meet, onNews, thePhone } from "./here.js";
import { inTurn } from "./in-turn.js";
import { listenEarly } from "./log-early.js";
import { showStatus } from "./log-status.js";
import { showProblem, showTrouble } from "./log-trouble.js";
import { personOf } from "./nobody.js";
import { list } from "./outbox.js";
import { fetchDays } from "./refresh.js";
import { answersOf, responseId, weekAround, weekOf } from "./responses.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const INSTRUMENT = "leg_jobs";

function toldBy(form) {
  return form.dataset.told ? JSON.parse(form.dataset.told) : null;
}

async function makeCheck(form, { account, profile }) {
  const { today, zone } = await nowFor(profile);
  const date = form.dataset.date && weekOf(form.dataset.date) === weekOf(today) ? form.dataset.date : today;
  const id = await responseId(account, INSTRUMENT, date);
  const check = { form, account, profile, zone, date, id, legs: legs(profile), told: toldBy(form), heardFalls: false };
  Object.assign(check, { queue: Promise.resolve(), unkept: {}, problem: null, rows: [], day: { fields: {} }, done: false });
  check.say = (fields) => inTurn(check, () => say(check, fields));
  return check;
}

/** Keep one envelope with just these items. @returns {Promise<boolean>} whether the phone has it */
async function say(check, given) {
  const fields = { ...check.unkept, ...given };
  const body = { response: check.id, instrument: INSTRUMENT, date: check.date, fields, ...by(check.account) };
  try {
    await keep(check.account, "questionnaire", body, check.zone);
  } catch (error) {
    Object.assign(check, { unkept: fields, problem: error });
    show(check);
    return false;
  }
  Object.assign(check, { unkept: {}, problem: null });
  await look(check);
  return true;
}

/** Read again what the phone knows, and show it. */
async function look(check) {
  const { store } = await thePhone();
  const rows = await list(store, check.account);
  check.todayNow = (await nowFor(check.profile)).today;
  check.rows = rows.filter((row) => row.kind === "questionnaire");
  check.day = { fields: answersOf(check.id, check.told, rows) };
  const days = await allDays(store, check.account);
  if (check.heardFalls) showFalls(check.form, await fallsIn(check.account, weekAround(check.date), days, rows));
  show(check);
}

function show(check) {
  const answers = { ...check.day.fields, ...check.unkept };
  paintAnswers(check.form, check.legs, answers);
  paintDone(check.form, check.legs, answers, check.done);
  showStatus(check, lastAttempt());
  showTrouble(check);
  check.form.toggleAttribute("data-unkept", Object.keys(check.unkept).length > 0);
}

/** What other phones answered this week, and the falls of the week. */
async function catchUp(check) {
  if (!hasMet(check.account)) await meet();
  if (!hasMet(check.account)) return;
  const phone = await thePhone();
  const [from, to] = weekAround(check.date);
  const { json } = await phone.http.responses(from, to);
  check.told = json?.responses?.find((one) => one.response === check.id) ?? check.told;
  check.heardFalls = await fetchDays(phone, check.account, from, to);
  await refresh(check);
}

/** Another person may have signed in meanwhile, or a new week begun: what is shown must be hers, and of this week. */
async function refresh(check) {
  if ((await whoIsHere()).account !== check.account) return location.reload();
  if (weekOf((await nowFor(check.profile)).today) !== weekOf(check.date) && !Object.keys(check.unkept).length) return location.assign("/check/");
  return look(check);
}

async function finish(check) {
  const here = stillHere();
  await check.queue.catch(() => {});
  if (Object.keys(check.unkept).length && !(await check.say({}))) return;
  check.done = wantedItems(check.legs).some((name) => (check.day.fields[name] ?? null) !== null);
  show(check);
  if (!here()) return;
  if (check.done) check.form.querySelector('[data-role="done"]').focus();
  scrollTo({ top: 0 });
}

function change(check) {
  check.done = false;
  show(check);
  check.form.querySelector("[data-leg]:not([hidden]) input").focus();
}

function wire(check) {
  const { form } = check;
  form.addEventListener("change", ({ target }) => target.type === "radio" && void check.say({ [target.name]: target.value }));
  form.addEventListener("click", (event) => {
    if (event.target.closest('[data-role="change"]')) {
      event.preventDefault();
      change(check);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name !== "clear") return void finish(check);
    event.submitter.closest("fieldset").querySelector("input").focus();
    void check.say({ [event.submitter.value]: null });
  });
}

async function begin(form) {
  const sayEarly = listenEarly(form);
  const who = await personOf(form);
  if (!who) return;
  const check = await makeCheck(form, who);
  startFilledBy(form, who.account, who.profile);
  check.done = !form.querySelector('[data-role="done"]').hidden;
  await look(check);
  wire(check);
  sayEarly();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void refresh(check).catch(() => {}));
  onNews(() => refresh(check).catch(() => {}));
  void catchUp(check).catch(() => {}); // a network that hangs keeps nobody from the check
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
