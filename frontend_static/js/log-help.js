/** What opens the safety screens: something new or worse, a first "weaker" of a leg, a fall, a note that says it is getting worse. */
import { AT_MOST_MS, atMost } from "./at-most.js";
import { HELP, isDanger } from "./danger-words.js";
import { filledBy } from "./filled-by.js";
import { tickGoes } from "./fall-tick.js";
import { dayOf } from "./fold.js";
import { addDays } from "./log-date.js";
import { addressOf } from "./safety-address.js";
import { yeses } from "./safety-table.js";

const OFTEN = 3; // weaker on 3 of 5 days: the card, at most once in 7 days
const OF_DAYS = 5;
const QUIET_DAYS = 7;
const LEGS = ["left", "right"];
const OWN_RANK = 20;

/** A screen that the log opens, the tick that is kept with it, and the answer of the log that opens it. */
const TICKS = {
  "weaker-left": ["weaker_left", "strength_left", "weaker"],
  "weaker-right": ["weaker_right", "strength_right", "weaker"],
  fall: ["fell", "tripped", "fall"],
};

const isWeaker = (fields, leg) => fields[`strength_${leg}`] === "weaker";

/** No other day that this phone knows stands at "weaker" of this leg by her own word: a helper's, one taken back, or one of which she said "Not this leg", has asked nothing. */
function isFirstWeaker(leg, { date, days, rows }) {
  const dates = new Set([...days.keys(), ...rows.filter(({ kind }) => kind === "diary").map(({ body }) => body.date)]);
  dates.delete(date);
  const answers = rows.filter(({ kind, body }) => kind === "safety" && body.item === `onset.${leg}` && !body.helper);
  const last = new Map(answers.map(({ body }) => [body.date, body.answer]));
  return ![...dates].filter((other) => last.get(other) !== "no").some((other) => {
    const won = dayOf(other, days.get(other) ?? null, rows).winners[`strength_${leg}`];
    return won?.value === "weaker" && won.rank === OWN_RANK;
  });
}

function isOftenWeaker(leg, { date, days, rows }) {
  const before = Array.from({ length: OF_DAYS - 1 }, (_, index) => addDays(date, -1 - index));
  const weaker = before.filter((day) => isWeaker(dayOf(day, days.get(day) ?? null, rows).fields, leg));
  const [from, to] = [addDays(date, 1 - QUIET_DAYS), addDays(date, QUIET_DAYS - 1)];
  const shown = ({ kind, body }) => kind === "safety" && body.item === "weaker_often" && body.date >= from && body.date <= to;
  return weaker.length + 1 >= OFTEN && !rows.some(shown);
}

/**
 * The safety screens that these answers open, the most urgent question first. Decided by what the person said, whether or
 * not the phone can keep it. Ask before it is among the log's rows.
 * @returns {string[]} as /safety/?about= takes them
 */
export function asksForHelp(log, fields) {
  const asked = LEGS.filter((leg) => isWeaker(fields, leg) && isFirstWeaker(leg, log)).map((leg) => `weaker-${leg}`);
  if (fields.tripped === "fall") asked.push("fall");
  if (!asked.length && LEGS.some((leg) => isWeaker(fields, leg) && isOftenWeaker(leg, log))) asked.push("weaker-often");
  if (fields.new === "something" || (log.worse && fields.note)) asked.push("new");
  if (log.worse && fields.note) asked.push("worse");
  return asked;
}

/** The tick is kept once per day and leg or fall: it holds until its questions are answered, whether or not they are seen. Said again after that, it is a new one. */
function isTicked(log, fields, about) {
  const [item, name, value] = TICKS[about];
  const said = log.rows.filter(({ body }) => body.date === log.date && (filledBy(log.account) || !body.helper));
  const before = said.filter(({ kind, body }) => kind === "diary" && body.fields[name] === value).length;
  const isHere = name in fields ? 0 : 1; // held until the way out: the answer itself is among the rows by now
  const last = said.filter(({ kind, body }) => kind === "safety" && body.item === item).at(-1);
  return before > isHere && yeses(said).some(({ id }) => id === last?.id);
}

/** What the log itself has asked or was told: kept as safety answers, beside the day. Ask before it is among the log's rows. @returns {[string, string][]} item, answer */
export function safetyAnswers(log, fields, asked) {
  const note = log.worse && fields.note ? [["note", "yes"]] : [];
  const ticks = new Set(asked.filter((about) => about in TICKS && !isTicked(log, fields, about)).map((about) => TICKS[about][0]));
  return [...note, ...[...ticks].map((item) => [item, "yes"]), ...(asked.includes("weaker-often") ? [["weaker_often", "shown"]] : [])];
}

/** Undo asks nothing again, but a fall that it brings back stands with its tick. @returns {string[]} */
export const fallAgain = (log, fields) => (fields.tripped === "fall" && log.day.fields.tripped !== "fall" ? ["fall"] : []);

/** A fall that is none any more takes its tick along. Ask before it is among the log's rows. @returns {Promise<[string, string][]>} item, answer */
export async function takenBack(log, fields) {
  if (!("tripped" in fields) || fields.tripped === "fall" || log.day.fields.tripped !== "fall") return [];
  const goes = await tickGoes(log.account, log.date, null, log.days.get(log.date) ?? null, log.rows, Boolean(filledBy(log.account)));
  return goes ? [["fell", "no"]] : [];
}

async function quiet(log) {
  for (let last; last !== log.queue; ) {
    last = log.queue;
    await last.catch(() => {});
  }
}

/** Words that are new or worse are looked through while they are being kept. */
export function lookForDanger(log, { note }, worse) {
  if (note !== undefined) log.danger = worse ? isDanger(note ?? "") : null;
}

/** Where one leg is asked about, the other is too while its tick of that day stands: "weaker" may have been said of the wrong leg, and "Not this leg" is said there. */
function withOtherLeg(log, asked) {
  const legs = LEGS.map((leg) => `weaker-${leg}`);
  if (!legs.some((about) => asked.includes(about))) return asked;
  const stand = new Set(yeses(log.rows.filter(({ body }) => body.date === log.date)).map(({ body }) => body.item));
  const both = legs.filter((about) => asked.includes(about) || stand.has(TICKS[about][0]));
  return [...both, ...asked.filter((about) => !legs.includes(about))];
}

/** Leaving the page would lose the taps that still wait for their turn, so it waits a little; what they ask joins the same way out. */
export async function goToHelp(log, asked) {
  log.asked = [...new Set([...(log.asked ?? []), ...withOtherLeg(log, asked)])];
  await atMost(quiet(log));
  leave(log);
}

/** Words of danger lead to every door of "Get help now", as the server's form does (safety_address.py). */
async function leave(log) {
  addEventListener("pageshow", () => (log.asked = []), { once: true }); // back again, with nothing asked
  const address = addressOf(log.asked, log.date);
  location.assign((await log.danger) ? HELP : address);
}

/** A disk that hangs keeps nobody from the way to help: what was tapped asks for it, kept or not. @param {Promise} turn until it is kept */
export function helpAnyway(log, turn, fields, { isOld = false, worse = false, byKey = false }) {
  const asked = isOld ? [] : asksForHelp({ ...log, worse }, fields);
  if (!asked.length || (byKey && !asked.includes("new"))) return;
  const slow = setTimeout(() => {
    log.asked = [...new Set([...(log.asked ?? []), ...asked])];
    leave(log);
  }, AT_MOST_MS);
  const stop = () => clearTimeout(slow);
  turn.then(stop, stop);
}
