/** What needs the person: a full phone, an answer that the server did not take, a clock that was ahead. */
import { putRight } from "./ask-day.js";
import { send, tell, thePhone } from "./here.js";
import { addDays, dayWords } from "./log-date.js";
import { asksForHelp } from "./log-help.js";
import { amend, remove, subject } from "./outbox.js";
import { addressOf } from "./safety-address.js";
import { word } from "./words.js";

const place = (log) => log.form.querySelector('[data-role="trouble"]');

/** A fresh banner from the page's own template. */
function banner(log, text) {
  const made = log.form.querySelector('[data-role="trouble-banner"]').content.firstElementChild.cloneNode(true);
  made.querySelector('[data-role="text"]').textContent = text;
  place(log).append(made);
  return made.querySelector('[data-role="buttons"]');
}

function button(row, text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = text;
  made.addEventListener("click", () => void press().then(tell).then(send).catch(() => {}));
  row.append(made);
}

function helpLink(row, address) {
  const made = document.createElement("a");
  made.className = "button button--primary button--wide";
  made.href = address;
  made.textContent = word("what-to-do");
  row.append(made);
}

/** Nothing was kept, and that is said; the form stays open with its words, and the next tap takes them along. */
export function showProblem(log) {
  if (!log.problem) return;
  const buttons = banner(log, word(log.problem.name === "QuotaExceededError" ? "phone-full" : "cannot-keep"));
  const asked = asksForHelp(log, log.unkept ?? {});
  if (asked.length) helpLink(buttons, addressOf(asked, log.date));
}

function groups(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.body.date, [...(found.get(row.body.date) ?? []), row]);
  return found;
}

function askDay(log, date, rows) {
  const buttons = banner(log, word("which-day", { day: dayWords(date) }));
  for (const back of [0, 1, 2]) {
    const choice = addDays(log.todayNow, -back);
    button(buttons, dayWords(choice), async () => putRight(await thePhone(), log.account, rows, choice));
  }
}

function reasons(rows) {
  const said = rows.flatMap((row) => row.trouble?.errors ?? []).map((error) => error.message);
  return [...new Set(said)].filter(Boolean).join(" ");
}

function askMend(log, date, rows) {
  const text = [word("not-taken", { day: date ? dayWords(date) : "" }), reasons(rows)].join(" ");
  const buttons = banner(log, text);
  button(buttons, word("try-again"), async () => tryAgain(await thePhone(), rows));
  button(buttons, word("discard-answers"), async () => remove((await thePhone()).store, rows.map((row) => row.id)));
}

async function tryAgain({ store }, rows) {
  for (const row of rows) await amend(store, row);
}

/** A newer answer to the same question makes one that was not taken pointless. */
export function overtaken(row, rows) {
  const later = rows.filter((other) => other.seq > row.seq && subject(other) === subject(row));
  return row.trouble?.code === "invalid" && Boolean(row.body.fields) && Object.keys(row.body.fields).every((name) => later.some((other) => name in other.body.fields));
}

async function dropOvertaken(log) {
  const old = log.rows.filter((row) => row.state === "mend" && overtaken(row, log.rows));
  if (old.length) await remove((await thePhone()).store, old.map((row) => row.id)).then(tell);
}

export function showTrouble(log) {
  place(log).replaceChildren();
  showProblem(log);
  for (const [date, rows] of groups(log.rows.filter((row) => row.state === "ask_day"))) askDay(log, date, rows);
  for (const [date, rows] of groups(log.rows.filter((row) => ["mend", "refused"].includes(row.state)))) askMend(log, date, rows);
  void dropOvertaken(log);
}
