/**
 * Doses that are taken when needed, as this phone knows them. The rule is backend/treatment/as_needed.py's; one table holds
 * both to it (tests/treatment/as_needed.json).
 */
const A_DAY_MS = 24 * 3600 * 1000;
const MINUTE_MS = 60 * 1000;
export const KIND = "dose";

/**
 * What her own limits say if she takes one at this moment. Never a reason to keep the truth out.
 * @param {number[]} taken times of the doses that stand
 */
export function standing({ max_per_day: most, min_gap_minutes: gap }, taken, at) {
  const counted = taken.filter((one) => at - A_DAY_MS < one && one <= at);
  const before = taken.filter((one) => one <= at);
  return {
    inADay: counted.length,
    lastAt: before.length ? Math.max(...before) : null,
    pastMaximum: (most ?? null) !== null && counted.length >= most,
    withinGap: Boolean(gap) && taken.some((one) => Math.abs(one - at) < gap * MINUTE_MS),
  };
}

/** One word about a dose, as the server told it. */
function wordOf({ dose, id, stamp, taken_at: at, withdrawn, past_maximum: pastMaximum, within_gap: withinGap }) {
  return { dose, id: id.toLowerCase(), stamp: Date.parse(stamp), at: Date.parse(at), withdrawn, pastMaximum, withinGap };
}

/** The same of a row of this phone's outbox. */
function wordHere({ id, stamp, state, body }) {
  return { dose: body.dose, id: id.toLowerCase(), stamp, at: Date.parse(body.taken_at), withdrawn: body.withdrawn, state };
}

const isLater = (one, other) => one.stamp > other.stamp || (one.stamp === other.stamp && one.id > other.id);

/** Of each dose the latest word, without those taken back. */
function standingOf(words) {
  const latest = new Map();
  for (const word of words) {
    const before = latest.get(word.dose);
    if (!before || isLater(word, before)) latest.set(word.dose, word);
  }
  return [...latest.values()].filter(({ withdrawn }) => !withdrawn);
}

/**
 * The doses that stand, the latest first: what the server told with this phone's own rows on top. What a dose passed is looked
 * at as it stood when it was said, as the server does: a dose that follows does not change the word about this one.
 * @param told {medicine, max_per_day, min_gap_minutes, doses} as treatment/offline.py tells it
 * @param {object[]} rows opened rows of the outbox, of any kind
 */
export function dosesOf(told, rows) {
  const known = told.doses.map(wordOf);
  const own = rows.filter(({ kind, body }) => kind === KIND && body.medicine === told.medicine).map(wordHere);
  const others = (one) => standingOf([...known, ...own.filter((other) => isLater(one, other))]).filter(({ dose }) => dose !== one.dose);
  const passed = (one) => standing(told, others(one).map(({ at }) => at), one.at);
  return standingOf([...known, ...own]).map((one) => ({ ...passed(one), ...one })).sort((a, b) => b.at - a.at);
}

/** The greatest stamp that the server told, so that what is said after seeing it is stamped after it. */
export function lastStamp(told) {
  return Math.max(0, ...told.doses.map(({ stamp }) => Date.parse(stamp)));
}
