/** What happened, as this phone knows it: the moments that the server told, with this phone's own words on top. */
import { fold, rankOf } from "./fold.js";

/** The date is a field of a moment too. */
function revisionOf(row) {
  const { id, stamp, body } = row;
  return { id, stamp, rank: rankOf(row), fields: { ...body.fields, date: body.date } };
}

/** @returns {Map<string, {moment: string, date: string, kind: string|null, note: string|null, unsent: boolean, own: object[]}>} */
export function ownMoments(rows) {
  const found = new Map();
  for (const row of rows.filter(({ kind }) => kind === "moment")) {
    const key = row.body.moment.toLowerCase();
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return new Map([...found].map(([key, own]) => [key, folded(key, own)]));
}

function folded(moment, own) {
  const winners = Object.entries(fold(own.map(revisionOf)));
  const fields = Object.fromEntries(winners.map(([name, won]) => [name, won.value]));
  const last = (name) => Math.max(...own.map((row) => row[name] ?? 0));
  return { ...fields, moment, unsent: own.some(({ state }) => state !== "sent"), said: last("stamp"), heardAt: last("sent_at") };
}

/**
 * What the server told, changed by what was said here and not heard of there yet.
 * @param {object[]} told by the server's page @param {object[]} days as the server tells them
 * @param {{since: number, heard: boolean}} page when it was asked for, and whether the server made its list: what
 *   this phone sent before may have been changed by another phone since
 */
export function momentsOf(told, days, rows, { since, heard }) {
  const dated = days.flatMap((day) => (day.moments ?? []).map((one) => ({ ...one, date: day.date })));
  const known = new Map([...told, ...dated].map((one) => [one.moment.toLowerCase(), one]));
  for (const one of told) known.set(one.moment, { ...known.get(one.moment), asks: one.asks });
  for (const [key, own] of ownMoments(rows)) {
    const mine = own.unsent || own.said >= since || own.heardAt >= since || !(heard || known.has(key)); // heard after its list was made
    if (mine) known.set(key, { asks: true, ...known.get(key), ...own });
  }
  return known;
}

/** The flares of this phone that keep quiet until the next 6 in the morning. @param {(stamp: number) => number} endOf */
export function roughDays(rows, now, endOf) {
  return [...ownMoments(rows).values()].filter(({ kind, rough, said }) => kind === "flare" && rough === true && endOf(said) > now);
}
