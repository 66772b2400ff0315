/** "Worth reading today": taken away when this phone holds a reason that the server has not heard yet. */
import { allDays } from "./days.js";
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { rightTime } from "./stamp.js";
import { isQuietDay, isWarned } from "./warned.js";

async function look(card) {
  const { account } = await whose();
  if (!account) return;
  const { store, clock } = await thePhone();
  const [days, rows, now] = await Promise.all([allDays(store, account), list(store, account), rightTime(store, clock)]);
  const { date } = card.dataset;
  if (isQuietDay(rows, date) || (card.dataset.warned && isWarned(days, rows, date, now.getTime()))) card.hidden = true;
}

/** @param {HTMLElement} card with data-date; data-warned where it must not stand after a warning */
export function start(card) {
  const refresh = () => look(card).catch(() => {});
  onNews(refresh);
  return refresh();
}
