/** "Did I log?" on Today: what waits on this phone counts as well as what the server has. */
import { getDay } from "./days.js";
import { dayOf, isComplete } from "./fold.js";
import { onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { word } from "./words.js";

/** "whole", "begun" (something is said, be it one tick) or "none", as the server's own Today has it. */
export function standing(fields, profile) {
  if (Object.values(fields).every((value) => value === null || value === false)) return "none";
  return isComplete(fields, profile) ? "whole" : "begun";
}

function textOf(now, pain) {
  if ((pain ?? null) !== null) return word("today-pain", { pain });
  return word(now === "none" ? "today-none-text" : "today-begun-text");
}

async function show(card) {
  const { account, profile } = await whose();
  if (!account || !profile) return;
  const { store } = await thePhone();
  const rows = await list(store, account);
  const { date } = card.dataset;
  const { fields } = dayOf(date, await getDay(store, account, date), rows);
  const waits = rows.some((row) => row.state !== "sent" && row.kind === "diary" && row.body.date === date);
  if (!card.dataset.shell && !waits) return; // the page from the server says it all
  const now = standing(fields, profile);
  const say = (role, words) => (card.querySelector(`[data-role="${role}"]`).textContent = words);
  say("title", word(`today-${now}`));
  say("text", textOf(now, fields.pain_avg));
  say("go", word(`today-${now}-go`));
}

/** @param {HTMLElement} card with data-date */
export function start(card) {
  const refresh = () => show(card).catch(() => {});
  onNews(refresh);
  refresh();
}
