/** Weaker on 3 of 5 days on Today: days that wait on this phone count as well as those that the server knows. */
import { allDays } from "./days.js";
import { dayOf } from "./fold.js";
import { onNews, thePhone, whose } from "./here.js";
import { addDays } from "./log-date.js";
import { list } from "./outbox.js";

const OFTEN = 3;
const OF_DAYS = 5;
const QUIET_DAYS = 7;

const last = (day, count) => Array.from({ length: count }, (_, ago) => addDays(day, -ago));

/**
 * Whether one leg was weaker on 3 of 5 days of which the last is of the last 7, and no log has shown the card within 7 days of
 * that one, as backend/symptoms/weaker_often.py says.
 * @param {object[]} days as the server told them @param {object[]} rows opened rows of the outbox
 * @param {string[]} told days on which the card was shown, as the server knows
 */
export function weakerOften(today, days, rows, told = []) {
  const known = new Map(days.map((day) => [day.date, day]));
  const shown = [...told, ...rows.filter(({ kind, body }) => kind === "safety" && body.item === "weaker_often").map(({ body }) => body.date)];
  const isShown = (end) => shown.some((day) => day > addDays(end, -QUIET_DAYS) && day < addDays(end, QUIET_DAYS));
  const isWeaker = (leg, day) => dayOf(day, known.get(day) ?? null, rows).fields[`strength_${leg}`] === "weaker";
  const isEnd = (leg, day) => isWeaker(leg, day) && last(day, OF_DAYS).filter((one) => isWeaker(leg, one)).length >= OFTEN;
  return ["left", "right"].some((leg) => last(today, QUIET_DAYS).some((day) => isEnd(leg, day) && !isShown(day)));
}

async function show(card) {
  const { account } = await whose();
  if (!account) return;
  const { store } = await thePhone();
  const told = (card.dataset.shown ?? "").split(" ").filter(Boolean);
  if (weakerOften(card.dataset.date, await allDays(store, account), await list(store, account), told)) card.hidden = false;
}

/** @param {HTMLElement} card with data-date and data-shown; what the server shows stays */
export function start(card) {
  const refresh = () => show(card).catch(() => {});
  onNews(refresh);
  return refresh();
}
