/** The tick of a fall that is taken back goes with it, when nothing else of that day says that she fell. backend/symptoms/fall_ticks.py does the same. */
import { dayOf } from "./fold.js";
import { ownMoments } from "./moments-fold.js";
import { dayTickIds } from "./responses.js";

const TICK = "fell";

/** Every other fall of the day that stands: of the server, with this phone's unsent words on top, and the log's own. */
function otherFalls(date, gone, ticks, day, rows) {
  const known = new Map((day?.moments ?? []).map(({ moment, kind }) => [moment.toLowerCase(), kind]));
  for (const [key, own] of ownMoments(rows)) {
    if (own.date !== date) known.delete(key);
    else if (own.unsent || own.kind === "fall" || !known.has(key)) known.set(key, own.kind);
  }
  const isInLog = !ticks.some((one) => gone.includes(one)) && dayOf(date, day, rows).fields.tripped === "fall";
  return isInLog || [...known].some(([key, kind]) => kind === "fall" && !gone.includes(key));
}

/** Since the last "no". */
const yesesOf = (answers) => answers.reduce((count, answer) => (answer === "yes" ? count + 1 : 0), 0);

/** How many falls of this day this phone was ever told: each has one tick. One more is of the safety list, and stands by itself. */
function fallsEver(ticks, said) {
  const moments = said.filter(({ kind, body }) => kind === "moment" && body.fields.kind === "fall").map(({ body }) => body.moment.toLowerCase());
  const isInLog = said.some(({ kind, body }) => kind === "diary" && body.fields.tripped === "fall");
  return new Set(moments.filter((one) => !ticks.includes(one))).size + (isInLog ? 1 : 0);
}

/**
 * @param {string|null} moment that is taken back; null: the log's own tick. Ask before it is kept
 * @param {object|null} day as the server told it @param {object[]} rows opened rows of the outbox, oldest first
 * @param {boolean} byHelper a helper never takes back what she said
 */
export async function tickGoes(account, date, moment, day, rows, byHelper) {
  if (byHelper) return false;
  const ticks = await dayTickIds(account, date);
  const gone = moment ? [moment.toLowerCase()] : ticks;
  if (otherFalls(date, gone, ticks, day, rows)) return false;
  const said = rows.filter(({ body }) => body.date === date);
  const answers = said.filter(({ kind }) => kind === "safety").map(({ body }) => body);
  if (answers.some(({ item, answer }) => item.startsWith("fall.") && answer === "yes")) return false;
  const yeses = yesesOf(answers.filter(({ item }) => item === TICK).map(({ answer }) => answer));
  return yeses > 0 && yeses <= fallsEver(ticks, said);
}
