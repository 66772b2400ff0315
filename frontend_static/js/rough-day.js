/** One button for a rough day: a flare of today that also asks for quiet. Kept by the outbox, so it works without a network. */
import { by, startFilledBy } from "./filled-by-select.js";
import { keep, onNews, thePhone, whose } from "./here.js";
import { localNow } from "./log-date.js";
import { roughDays } from "./moments-fold.js";
import { list } from "./outbox.js";
import { rightTime } from "./stamp.js";

const ARTICLE = "/learn/flare/";
const QUIET_ENDS = 6;
const HOUR_MS = 3600 * 1000;

const find = (card, role) => card.querySelector(`[data-role="${role}"]`);

/** The first moment after `stamp` at which the clock in `zone` reads 6. The server reckons for itself; here it only shows or hides. */
export function nextMorning(stamp, zone) {
  const hour = (at) => Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(at));
  let at = Math.floor(stamp / HOUR_MS) * HOUR_MS + HOUR_MS;
  while (hour(at) !== QUIET_ENDS) at += HOUR_MS;
  return at;
}

async function marked({ account, profile }) {
  const { store, clock } = await thePhone();
  const now = await rightTime(store, clock);
  return roughDays(await list(store, account), now, (stamp) => nextMorning(stamp, profile.time_zone));
}

async function show(card) {
  const who = await whose();
  if (!who.account || !who.profile) return;
  const rough = await marked(who);
  if (card.dataset.article) card.hidden = !rough.length;
  else if (rough.length || card.dataset.own) showState(card, rough.length > 0);
  if (rough.length) find(card, "marked").hidden = false;
  card.dataset.own = rough.length ? "yes" : card.dataset.own ?? "";
}

function showState(card, isMarked) {
  find(card, "start").hidden = isMarked;
  find(card, "marked").hidden = !isMarked;
}

async function mark(who) {
  const { store, clock } = await thePhone();
  const { today, zone } = localNow(who.profile.time_zone, await rightTime(store, clock));
  if (!(await marked(who)).length) await keep(who.account, "moment", { moment: crypto.randomUUID(), date: today, fields: { kind: "flare", rough: true }, ...by(who.account) }, zone);
  location.assign(ARTICLE);
}

async function takeBack(who, rough) {
  for (const { moment, date } of rough) await keep(who.account, "moment", { moment, date, fields: { kind: null, rough: false }, ...by(who.account) }, who.profile.time_zone);
}

/** What this phone did not mark itself is taken back by the server: the form goes its own way. */
async function press(card, form) {
  const who = await whose();
  if (!who.account || !who.profile) return form.submit();
  if (form.dataset.role === "start") return mark(who);
  const rough = await marked(who);
  if (!rough.length && !card.dataset.article) return form.submit();
  await takeBack(who, rough);
  return show(card);
}

/** @param {HTMLElement} card */
export async function start(card) {
  card.addEventListener("submit", (event) => {
    event.preventDefault();
    press(card, event.target).catch(() => event.target.submit());
  });
  onNews(() => show(card).catch(() => {}));
  const { account, profile } = await whose();
  if (account) startFilledBy(card, account, profile);
  await show(card);
}
