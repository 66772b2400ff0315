/** The safety table as the page carries it, and what the answers kept on this phone ask for next. The server reads the same in safety_reading.py. */

const TIERS = ["emergency", "same-day", "soon"];
const ASK_MS = 48 * 3600 * 1000;

const element = () => document.getElementById("safety-table");

function table() {
  return JSON.parse(element()?.dataset.table ?? "{}");
}

/** What an item of the list asks first. @returns {string[]} */
export function asksOf(item) {
  return JSON.parse(element()?.dataset.asks ?? "{}")[item] ?? [];
}

/** Each of its questions is of another leg: a tick of an older table, which a row on this phone may still be. */
const needsAll = (item) => (element()?.dataset.needsAll ?? "").split(" ").includes(item);

/** A tick counts no longer once one of its questions led to a card, or all were answered. @param {Map<string, string>} said */
export function isDecided(item, said) {
  const asked = asksOf(item);
  const answered = asked.filter((one) => said.has(one));
  if (!answered.length || answered.length === asked.length) return answered.length > 0;
  return !needsAll(item) && answered.some((one) => lead(one, said.get(one)));
}

/** The newest tick that still asks, unless a more urgent card stands before it; "" for none. @param {Map<string, string>} said */
function openTick(said) {
  const [item, answer] = [...said].filter((one) => one[1] !== "no" && asksOf(one[0]).length && !isDecided(one[0], said)).at(-1) ?? [];
  return item && leading(said)[0]?.tier === lead(item, answer).tier ? item : "";
}

/** Under which question its card stands, as safety_page.py says; "" for none. @param {Map<string, string>} said */
export const cardBelow = (said) => asksOf(openTick(said)).slice(0, 2).at(-1) ?? "";

/** Its first question that nobody has answered; undefined for none. @param {Map<string, string>} said */
export const nextQuestion = (said) => asksOf(openTick(said)).find((one) => !said.has(one));

/** The version of the table on this phone, as the server wants to hear it. */
export function tableVersion() {
  return Number(element()?.dataset.version ?? 1);
}

/** @returns {{tier: string, card: string}|null} where an answer leads; null: nowhere */
export function lead(item, answer) {
  const [tier, card] = table()[item]?.[answer] ?? [];
  return tier ? { tier, card } : null;
}

/** An answer of the emergency or the same-day tier. */
function isYes({ item, answer }) {
  return ["emergency", "same-day"].includes(lead(item, answer)?.tier);
}

/** Where the answers that count lead, the most urgent first, and of two equally urgent the newer. */
function leading(said) {
  const given = [...said].filter(([item]) => !isDecided(item, said)).reverse();
  const found = given.map(([item, answer]) => lead(item, answer)).filter(Boolean);
  return found.sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
}

/** The most urgent card ("" when there is none), and the others that stand folded below it. */
export function cardsFor(said, moreOf) {
  const found = leading(said);
  const more = [...said].filter(([, answer]) => answer !== "no").flatMap(([item]) => moreOf(item));
  const top = found[0]?.card ?? "";
  const rest = [...found.slice(1).map(({ card }) => card), ...more];
  return { top, folded: [...new Set(rest)].filter((card) => card !== top) };
}

/** A stamp from while the clock was ahead counts as made before what was said after it, as ask-day.js has it. `rows`: as they were said. */
function inTime(rows) {
  let next = Infinity;
  const right = (row) => {
    next = row.seq === undefined ? row.stamp : Math.min(row.stamp, next - 1);
    return next === row.stamp ? row : { ...row, stamp: next };
  };
  return [...rows].reverse().map(right).reverse();
}

function safetyRows(rows) {
  return inTime(rows.filter((row) => row.kind === "safety")).sort((a, b) => a.stamp - b.stamp);
}

/** Whose word a row is: her own is 2, a helper's on her phone 1. */
const rankOf = ({ body }) => (body.helper ? 1 : 2);

/** The same of what was kept: answers of the same day, and not before the tick; her own tick is decided by her own answers only. `rows`: oldest first. */
function isDecidedRow(tick, rows) {
  const since = rows.filter((row) => row.body.date === tick.body.date && row.stamp >= tick.stamp && rankOf(row) >= rankOf(tick));
  since.sort((a, b) => rankOf(a) - rankOf(b)); // the last one counts: her own
  return isDecided(tick.body.item, new Map(since.map((row) => [row.body.item, row.body.answer])));
}

/** The answers of the emergency or the same-day tier that count. @returns {object[]} rows */
export function yeses(rows) {
  const safety = safetyRows(rows);
  return safety.filter((row) => isYes(row.body) && !isDecidedRow(row, safety));
}

/** Her own last word on each item, and beside it a helper's that came later. `rows`: oldest first. */
function lastWords(rows) {
  const [hers, theirs] = [new Map(), new Map()];
  for (const row of rows) {
    (row.body.helper ? theirs : hers).set(row.body.item, row);
    if (!row.body.helper) theirs.delete(row.body.item);
  }
  return rows.filter((row) => hers.get(row.body.item) === row || theirs.get(row.body.item) === row);
}

const lateOf = (rows, now) => safetyRows(rows).filter((row) => row.stamp > now - ASK_MS);

/** The last words of the last 48 hours that are a yes and count, oldest first: a helper's never ends hers. */
function standing(rows, now) {
  const late = lateOf(rows, now);
  const last = new Set(lastWords(late));
  return yeses(late).filter((row) => last.has(row));
}

/** Per item the more urgent of her own word and a helper's later one, oldest first. @returns {Map<string, object>} item → row */
export function recent(rows, now) {
  const urgency = ({ body }) => TIERS.indexOf(lead(body.item, body.answer).tier);
  const found = new Map();
  for (const row of standing(rows, now)) {
    const held = found.get(row.body.item);
    if (held && urgency(held) <= urgency(row)) continue;
    found.delete(row.body.item);
    found.set(row.body.item, row);
  }
  return found;
}

const helpAfter = (rows, since) => safetyRows(rows).filter((row) => row.body.item === "got_help" && row.stamp > since);

/** The last answer to "Did you get help?" since then: "yes", "not_yet", or "" when it was not asked. A helper's later "yes" does not end her "not yet". */
export function gotHelp(rows, since) {
  const said = lastWords(helpAfter(rows, since)).map((row) => row.body.answer);
  return said.includes("not_yet") ? "not_yet" : (said.at(-1) ?? "");
}

/** Whether she herself answered it since then. */
export function saidSheGotHelp(rows, since) {
  return helpAfter(rows, since).some((row) => !row.body.helper);
}

/** When the newest of these was given, 0 for none; and of those to which the question was not answered: a helper answers it only for what a helper said. */
export function waits(rows, now) {
  const yes = standing(rows, now);
  const open = yes.filter((row) => !helpAfter(rows, row.stamp).some((one) => rankOf(one) >= rankOf(row)));
  return { since: Math.max(0, ...yes.map(({ stamp }) => stamp)), open: Math.max(0, ...open.map(({ stamp }) => stamp)) };
}
