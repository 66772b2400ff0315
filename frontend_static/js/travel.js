/** Another time zone than that of the diary: the question is shown, once for each zone. The answer is a page of the server's. */

const YEAR_DAYS = 366;
const EVERY_DAYS = 3;
const DAY_MS = 24 * 3600 * 1000;

function clockOf(zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
  return (at) => parts.format(at);
}

/** Names differ where clocks do not: London and Dublin, Calcutta and Kolkata. reminders/travelling.py does the same. */
export function sameClock(one, other, now = Date.now()) {
  const [here, there] = [clockOf(one), clockOf(other)];
  for (let day = 0; day < YEAR_DAYS; day += EVERY_DAYS) {
    const at = now + day * DAY_MS;
    if (here(at) !== there(at)) return false;
  }
  return true;
}

/** @param {HTMLElement} question with data-zone (of the diary) and data-asked (the zone last asked about; empty: ask) */
export function start(question) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === question.dataset.zone || zone === question.dataset.asked || sameClock(zone, question.dataset.zone)) return;
  const link = question.querySelector("a");
  link.search = new URLSearchParams({ zone }).toString();
  question.hidden = false;
}
