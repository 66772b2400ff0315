/** Today without a network: the neutral page of the service worker, filled with what this phone knows. */
import { start as startCheckCard } from "./check-card.js";
import { getDay } from "./days.js";
import { start as startDoses } from "./doses-shell.js";
import { start as startFalls } from "./falls.js";
import { dayOf } from "./fold.js";
import { start as startGotHelp } from "./got-help.js";
import { onNews, thePhone } from "./here.js";
import { addDays, dayWords, weekdayWords } from "./log-date.js";
import { nobodySign } from "./nobody.js";
import { list } from "./outbox.js";
import { start as startRoughDay } from "./rough-day.js";
import { startNeeded, startSession } from "./today-ways.js";
import { start as startToday } from "./today.js";
import { start as startWeakerOften } from "./weaker-often.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const PARTS = {
  ...{ today: startToday, "check-card": startCheckCard, "rough-day": startRoughDay, "got-help": startGotHelp },
  ...{ falls: startFalls, doses: startDoses, needed: startNeeded, session: startSession, "weaker-often": startWeakerOften },
};

async function isLogged(account, date) {
  const { store } = await thePhone();
  const { fields } = dayOf(date, await getDay(store, account, date), await list(store, account));
  return (fields.pain_avg ?? null) !== null;
}

async function showYesterday(page, account, today) {
  const yesterday = addDays(today, -1);
  const link = page.querySelector('[data-role="yesterday"]');
  link.hidden = await isLogged(account, yesterday);
  link.querySelector("a").href = `/log/${yesterday}/`;
  link.querySelector('[data-role="weekday"]').textContent = weekdayWords(yesterday);
}

/** @param {HTMLElement} page */
export async function start(page) {
  const { account, profile } = await whoIsHere();
  if (!account || !profile) return page.replaceChildren(await nobodySign(page));
  const { today } = await nowFor(profile);
  page.querySelector('[data-role="who"]').textContent = profile.display_name;
  page.querySelector('[data-role="day"]').textContent = dayWords(today);
  const refresh = () => showYesterday(page, account, today).catch(() => {});
  onNews(refresh);
  await refresh();
  for (const part of page.querySelectorAll("[data-part]")) {
    part.dataset.date = today;
    await PARTS[part.dataset.part](part);
  }
}
