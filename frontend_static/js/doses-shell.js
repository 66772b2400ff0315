/** The doses of today without a network: the plan as this phone last heard it, with what was answered here since. */
import { listen, paint, saidHere } from "./doses.js";
import { onNews, thePhone, whose } from "./here.js";
import { asOfWords, kept, rightNow } from "./kept.js";
import { list } from "./outbox.js";
import { nowFor } from "./who-is-here.js";

const DOSES = ["medicine", "patch_off"];

function lineOf(card, item) {
  const line = card.querySelector('template[data-role="dose"]').content.cloneNode(true).firstElementChild;
  const { occurrence_id: occurrence, reminder_id: reminder, date: on, slot, snooze, sequence } = item;
  Object.assign(line.dataset, { occurrence, reminder, on, slot, snooze, ...(sequence !== null && { sequence }) });
  line.querySelector('[data-role="at"]').textContent = item.at;
  line.querySelector('[data-role="name"]').textContent = item.words.name ?? "";
  line.querySelector('[data-role="dose-text"]').textContent = [item.words.dose, item.words.first].filter(Boolean).join(". ");
  return line;
}

/** What counts: the later of what the server knew and what was said here. */
function lastWord(item, here, now) {
  const told = { answer: item.answer, stamp: Date.parse(item.done_at ?? item.answered_at ?? 0) };
  const said = here && !(Date.parse(item.answered_at ?? 0) > here.stamp) ? here : told;
  return { ...said, coming: Date.parse(item.due_at) > now };
}

/** @param {HTMLElement} card with data-date */
export async function start(card) {
  const { account, profile } = await whose();
  if (!account || !profile) return;
  const { store } = await thePhone();
  const { zone } = await nowFor(profile);
  const now = await rightNow();
  const told = await kept(store, account, now);
  const ofToday = told?.days[card.dataset.date]?.filter(({ kind }) => DOSES.includes(kind));
  if (!told || ofToday?.length === 0) return;
  card.hidden = false;
  card.querySelector('[data-role="as-of"]').textContent = asOfWords(told.asOf, now, zone);
  const items = told.stale ? null : ofToday;
  card.querySelector('[data-role="follow-label"]').hidden = Boolean(items);
  if (!items) return;
  const lines = items.map((item) => [item, lineOf(card, item)]);
  card.querySelector(".lines").replaceChildren(...lines.map(([, line]) => line));
  const refresh = async () => {
    const [rows, at] = [await list(store, account), await rightNow()];
    const said = saidHere(rows);
    for (const [item, line] of lines) paint(line, lastWord(item, said.get(item.occurrence_id), at), zone);
  };
  listen(card, account, zone, refresh);
  onNews(() => void refresh().catch(() => {}));
  await refresh();
}
