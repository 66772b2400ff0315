/** "Did I log?" on Today: what waits on this phone counts as well as what the server has. */
import { getDay } from "./days.js";
import { dayOf, isComplete } from "./fold.js";
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { word } from "./words.js";

async function show(card) {
  const { account, profile } = await whose();
  if (!account || !profile) return;
  const { store } = await thePhone();
  const rows = await list(store, account);
  if (!card.dataset.shell && rows.every((row) => row.state === "sent")) return; // the page from the server says it all
  const { date } = card.dataset;
  const { fields } = dayOf(date, await getDay(store, account, date), rows);
  if (Object.values(fields).every((value) => value === null)) return;
  card.querySelector('[data-role="title"]').textContent = word(isComplete(fields, profile) ? "today-logged" : "today-partly");
  if ((fields.pain_avg ?? null) !== null) card.querySelector('[data-role="text"]').textContent = word("today-pain", { pain: fields.pain_avg });
}

/** @param {HTMLElement} card with data-date */
export function start(card) {
  const refresh = () => show(card).catch(() => {});
  onNews(refresh);
  refresh();
}
