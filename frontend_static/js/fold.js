/**
 * The day as this phone knows it: the same fold as the server's `merge.py`.
 * Per field the winner is the greatest (rank, stamp in ms, id in lower case). null is "withdrawn".
 */
const OWN_RANK = 20;
const HELPER_RANK = 10; // on her phone somebody else fills in: her own word wins whoever spoke last

/** Negative, 0 or positive, as for sort(). */
export function compare(a, b) {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.stamp !== b.stamp) return a.stamp - b.stamp;
  return a.id === b.id ? 0 : a.id > b.id ? 1 : -1;
}

/**
 * @param {{id: string, stamp: number, rank: number, fields: object, copied?: boolean}[]} revisions
 * @param {object} start winners to begin with
 * @returns {Object<string, {value: any, stamp: number, id: string, rank: number, copied: boolean}>}
 */
export function fold(revisions, start = {}) {
  const winners = { ...start };
  for (const { id, stamp, rank, fields, copied = false } of revisions) {
    for (const [name, value] of Object.entries(fields)) {
      const mine = { value, stamp, id: id.toLowerCase(), rank, copied };
      if (!winners[name] || compare(mine, winners[name]) > 0) winners[name] = mine;
    }
  }
  return winners;
}

/** The winners of a day, or of a question, as the server tells it. */
export function serverWinners(day) {
  const copied = day?.provenance === "copied";
  const entries = Object.entries(day?.winners ?? {});
  return Object.fromEntries(
    entries.map(([name, won]) => [name, { ...won, stamp: Date.parse(won.stamp), id: won.id.toLowerCase(), copied }]),
  );
}

/** Of a row of this phone's outbox, of any kind. */
export function rankOf({ body }) {
  return body.helper ? HELPER_RANK : OWN_RANK;
}

/** One row as fold() takes it. */
export function revisionOf(row) {
  return { id: row.id, stamp: row.stamp, rank: rankOf(row), fields: row.body.fields, copied: row.body.copied };
}

/**
 * The server's day with this phone's own rows on top.
 * @param {object|null} day as GET /api/v1/diary/<date>/ tells it
 * @param {object[]} rows opened rows of the outbox, of any day
 */
export function dayOf(date, day, rows) {
  const own = rows.filter((row) => row.kind === "diary" && row.body.date === date).map(revisionOf);
  const winners = fold(own, serverWinners(day));
  const fields = Object.fromEntries(Object.entries(winners).map(([name, won]) => [name, won.value]));
  return { date, fields, winners, provenance: day?.provenance ?? null, moments: day?.moments ?? [], own: own.length };
}

/** The legs that the log asks about: those affected, or both while she has not said. */
export function legs({ left_affected: left, right_affected: right } = {}) {
  return ["left", "right"].filter((leg) => left === right || (leg === "left" ? left : right));
}

/** Pain, strength of each affected leg, numbness, and whether anything is new: each answered. */
export function isComplete(fields, profile) {
  const groups = [["pain_avg"], ...legs(profile).map((leg) => [`strength_${leg}`]), ["numbness", "any_numbness"], ["new"]];
  return groups.every((names) => names.some((name) => (fields[name] ?? null) !== null));
}
