/** The safety table as the page carries it, and what the answers kept on this phone ask for next. The server reads the same in safety_reading.py. */

const TIERS = ["emergency", "same-day", "soon"];
const ASK_MS = 48 * 3600 * 1000;

const element = () => document.getElementById("safety-table");

function table() {
  return JSON.parse(element()?.dataset.table ?? "{}");
}

/** What an item of the list asks first. @returns {string[]} */
function asksOf(item) {
  return JSON.parse(element()?.dataset.asks ?? "{}")[item] ?? [];
}

/** A tick counts no longer once one of its questions led to a card, or all were answered. @param {Map<string, string>} said */
export function isDecided(item, said) {
  const asked = asksOf(item);
  const answered = asked.filter((one) => said.has(one));
  return answered.length > 0 && (answered.length === asked.length || answered.some((one) => lead(one, said.get(one))));
}

/** Under which question the card of the newest tick stands while nobody has answered what it asks, as safety_page.py says; "" for none. @param {Map<string, string>} said */
export function cardBelow(said) {
  const ticks = [...said].filter(([item, answer]) => answer !== "no" && asksOf(item).length && !isDecided(item, said));
  return ticks.length ? asksOf(ticks.at(-1)[0]).slice(0, 2).at(-1) : "";
}

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

/** The most urgent card ("" when there is none; of two equally urgent the newer), and the others that stand folded below it. */
export function cardsFor(said, moreOf) {
  const given = [...said].filter(([item]) => !isDecided(item, said)).reverse();
  const found = given.map(([item, answer]) => lead(item, answer)).filter(Boolean);
  found.sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
  const more = [...said].filter(([, answer]) => answer !== "no").flatMap(([item]) => moreOf(item));
  const top = found[0]?.card ?? "";
  const rest = [...found.slice(1).map(({ card }) => card), ...more];
  return { top, folded: [...new Set(rest)].filter((card) => card !== top) };
}

function safetyRows(rows) {
  return rows.filter((row) => row.kind === "safety").sort((a, b) => a.stamp - b.stamp);
}

/** The same of what was kept: answers of the same day, and not before the tick. `rows`: oldest first. */
function isDecidedRow({ body, stamp }, rows) {
  const since = rows.filter((row) => row.body.date === body.date && row.stamp >= stamp);
  return isDecided(body.item, new Map(since.map((row) => [row.body.item, row.body.answer])));
}

/** The answers of the emergency or the same-day tier that count. @returns {object[]} rows */
export function yeses(rows) {
  const safety = safetyRows(rows);
  return safety.filter((row) => isYes(row.body) && !isDecidedRow(row, safety));
}

/** The last word on each item of the last 48 hours, if it is a yes, oldest first. @returns {Map<string, object>} item → row */
export function recent(rows, now) {
  const late = safetyRows(rows).filter((row) => row.stamp > now - ASK_MS);
  const last = new Map(late.map((row) => [row.body.item, row]));
  return new Map(yeses(late).filter((row) => last.get(row.body.item) === row).map((row) => [row.body.item, row]));
}

/** The last answer to "Did you get help?" since then: "yes", "not_yet", or "" when it was not asked. */
export function gotHelp(rows, since) {
  const found = safetyRows(rows).filter((row) => row.body.item === "got_help" && row.stamp > since);
  return found.at(-1)?.body.answer ?? "";
}

/** When the newest yes of these was given; 0 for none. */
export function newest(answers) {
  return Math.max(0, ...[...answers.values()].map((row) => row.stamp));
}
