/** My questions as this phone knows them: what the server told, with this phone's own words on top. */
import { fold, revisionOf, serverWinners } from "./fold.js";

const KIND = "question";

function question(id, told, rows) {
  const own = rows.filter(({ body }) => body.question === id);
  const winners = fold(own.map(revisionOf), serverWinners(told));
  const { text = "", article = "", asked = false, withdrawn = false } = Object.fromEntries(Object.entries(winners).map(([name, { value }]) => [name, value]));
  const first = Math.min(...own.map(({ stamp }) => stamp), ...(told ? [Date.parse(told.created_at)] : []));
  const waits = own.some(({ state }) => state !== "sent");
  return { id, text, article, asked, withdrawn, first, waits, danger: Boolean(told?.get_help_first) };
}

/**
 * Those that stand, in the order in which they were made.
 * @param {object[]} told as symptoms/questions.py tells them @param {object[]} rows opened rows of the outbox, of any kind
 */
export function questionsOf(told, rows) {
  const own = rows.filter(({ kind }) => kind === KIND);
  const known = new Map(told.map((one) => [one.question, one]));
  const ids = new Set([...known.keys(), ...own.map(({ body }) => body.question)]);
  const all = [...ids].map((id) => question(id, known.get(id) ?? null, own));
  return all.filter(({ text, withdrawn }) => text && !withdrawn).sort((a, b) => a.first - b.first);
}
