/** 2 falls in a week on Today: falls that wait on this phone count as well as those that the server knows. */
import { fallsIn } from "./check-falls.js";
import { allDays } from "./days.js";
import { onNews, thePhone, whose } from "./here.js";
import { addDays } from "./log-date.js";
import { list } from "./outbox.js";

const WEEK = 7;
const OFTEN = 2;

/** Whether 2 falls lie within 7 days of which the later one is of the last 7 days, as backend/symptoms/falls.py says. */
export async function fellOften(account, today, days, rows) {
  const count = (first, last) => fallsIn(account, [first, last], days, rows);
  for (let ago = 0; ago < WEEK; ago += 1) {
    const later = addDays(today, -ago);
    if ((await count(later, later)) && (await count(addDays(later, 1 - WEEK), later)) >= OFTEN) return true;
  }
  return false;
}

async function show(card) {
  const { account } = await whose();
  if (!account) return;
  const { store } = await thePhone();
  if (await fellOften(account, card.dataset.date, await allDays(store, account), await list(store, account))) card.hidden = false;
}

/** @param {HTMLElement} card with data-date; what the server shows stays */
export function start(card) {
  const refresh = () => show(card).catch(() => {});
  onNews(refresh);
  return refresh();
}
