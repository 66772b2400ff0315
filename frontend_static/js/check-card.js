/** Today's card for the weekly check goes when the phone has all its answers, sent or not. */
import { isWhole } from "./check-form.js";
import { legs } from "./fold.js";
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { answersOf, responseId } from "./responses.js";

async function show(card) {
  const { account, profile } = await whose();
  if (!account || !profile) return;
  const rows = await list((await thePhone()).store, account);
  const id = await responseId(account, "leg_jobs", card.dataset.date);
  const told = card.dataset.told ? JSON.parse(card.dataset.told) : null;
  card.hidden = isWhole(legs(profile), answersOf(id, told, rows));
}

/** @param {HTMLElement} card with data-date */
export function start(card) {
  const refresh = () => show(card).catch(() => {});
  onNews(refresh);
  return refresh();
}
