/** Questionnaire responses on the phone: their ids, made as the server makes them (instruments.py), and their fold. */
import { fold, rankOf } from "./fold.js";

function bytesOf(uuid) {
  return Uint8Array.from(uuid.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
}

/** RFC 9562: the UUID (version 5) of a name in a namespace that is itself a UUID. */
export async function uuid5(namespace, name) {
  const words = new TextEncoder().encode(name);
  const digest = await crypto.subtle.digest("SHA-1", new Uint8Array([...bytesOf(namespace), ...words]));
  const bytes = new Uint8Array(digest).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function moved(date, days) {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day;
}

/** Monday and Sunday of the week of a day, as ISO text. */
export function weekAround(date) {
  const sinceMonday = (moved(date, 0).getUTCDay() + 6) % 7;
  return [-sinceMonday, 6 - sinceMonday].map((days) => moved(date, days).toISOString().slice(0, 10));
}

/** "2026-W47": the ISO week of a day belongs to the year of its Thursday. */
export function weekOf(date) {
  const thursday = moved(weekAround(date)[0], 3);
  const dayOfYear = (thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 86_400_000;
  return `${thursday.getUTCFullYear()}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, "0")}`;
}

/** The one response of this person, instrument and week, the same from every phone. */
export function responseId(account, instrument, date) {
  return uuid5(account, `${instrument}:${weekOf(date)}`);
}

/** The moment that the log's "Trip or fall?" makes: one per day. */
export function dayTickId(account, date) {
  return uuid5(account, `day-tick:${date}`);
}

/** That one, and the moment of a later tick on a day whose first was moved to another day. */
export function dayTickIds(account, date) {
  return Promise.all([dayTickId(account, date), dayTickId(account, `${date}:2`)]);
}

/** The body of an envelope, moved to another day: an answer of a questionnaire moves to that day's week. */
export async function onDay(account, body, date) {
  const response = body.instrument ? { response: await responseId(account, body.instrument, date) } : {};
  return { ...body, ...response, date };
}

/**
 * The answers of one response: the server's word with this phone's own rows on top.
 * @param {object|null} told as GET /api/v1/questionnaire-responses/ tells it
 * @param {object[]} rows opened rows of the outbox, of any kind
 */
export function answersOf(id, told, rows) {
  const start = told?.response === id ? told.winners : {};
  const known = Object.entries(start).map(([name, won]) => [name, { ...won, stamp: Date.parse(won.stamp), id: won.id.toLowerCase() }]);
  const own = rows.filter((row) => row.kind === "questionnaire" && row.body.response === id);
  const winners = fold(own.map((row) => ({ id: row.id, stamp: row.stamp, rank: rankOf(row), fields: row.body.fields })), Object.fromEntries(known));
  return Object.fromEntries(Object.entries(winners).map(([name, won]) => [name, won.value]));
}
