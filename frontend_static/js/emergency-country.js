/**
 * Puts the number of the phone's country on "Get help now" and on care cards. The country is the one chosen at the
 * start (localStorage "stride-country"), and the one of the phone's time zone; where they differ, both are said.
 * The table is the list of numbers on the help page itself, so it is right wherever that page is, offline too.
 * Without this module the page shows 112 and the list.
 */
const KEY = "stride-country";
const ELSEWHERE = "XX"; // 112, for every country that is not in the table
const HELP = "/learn/get-help-now/";

/** The country chosen at the start, as kept on this phone. @returns {string} */
export function homeCountry() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // storage is shut: the time zone alone decides
  }
}

/** Keeps the chosen country on this phone, for the help page. @param {string} code */
export function keepCountry(code) {
  try {
    localStorage.setItem(KEY, code);
  } catch {
    // Not kept: the time zone alone decides.
  }
}

/** "{a} and {b}" with its places filled. @param {string} pattern @param {Record<string, string>} values */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A zone of a place on the ground: "UTC" and the like say nothing about where the phone is. */
const isPlace = (zone) => /^(?!Etc\/)\w+\//.test(zone ?? "");

/**
 * Whom to show: `here` is called first; `home` only when the person is away from it.
 * @param {HTMLElement[]} rows @param {string} home @param {string} zone
 */
export function choose(rows, home, zone) {
  const offered = rows.filter((row) => row.dataset.tel);
  const chosen = offered.find((row) => row.dataset.country === home);
  const around = offered.find((row) => row.dataset.zones.split(" ").includes(zone));
  const here = around ?? (isPlace(zone) ? offered.find((row) => row.dataset.country === ELSEWHERE) : chosen);
  const away = chosen && chosen !== here && home !== ELSEWHERE;
  return { here, home: away ? chosen : undefined };
}

/** Where the list begins, and where a country of it does: all that is said of one stands in its tag. */
const BEGINS = /<(?:ul class="numbers"|li data-country)(?:[^">]|"[^"]*")*>/g;

/**
 * The list in a page's text, with the countries alone that may be chosen: to read all of it would hold up a slow phone.
 * @param {string} text @param {string} home @param {string} zone
 */
export function tableIn(text, home, zone) {
  const [list, ...rows] = text.match(BEGINS) ?? [];
  const wanted = rows.filter((row) => row.includes(`data-country="${home}"`) || row.includes(`data-country="${ELSEWHERE}"`) || row.includes(zone));
  return new DOMParser().parseFromString([list, ...wanted].join(""), "text/html").querySelector(".numbers");
}

/** The list of numbers: on this page, or taken from the help page that is kept offline. */
async function findTable(home, zone) {
  const own = document.querySelector(".numbers");
  if (own) return own;
  const response = (await globalThis.caches?.match(HELP).catch(() => undefined)) ?? (await fetch(HELP, { redirect: "error" }));
  return tableIn(await response.text(), home, zone);
}

function say(name, words) {
  for (const place of document.querySelectorAll(`[data-words="${name}"]`)) {
    place.textContent = words;
    place.hidden = false;
  }
}

function link(name, tel, words) {
  for (const place of document.querySelectorAll(`[data-link="${name}"]`)) {
    place.href = `tel:${tel}`;
    place.querySelector("b, span").textContent = words;
    place.hidden = false;
  }
}

function sayAway(patterns, here, home) {
  const names = { here: here.name, here_number: here.number, home: home.name, home_number: home.number };
  say("away", fill(here.country === ELSEWHERE ? patterns.awayElsewhere : patterns.away, names));
}

function sayCrisis(patterns, here) {
  say("crisis-emergency", fill(patterns.crisisEmergency, here));
  if (!here.crisisTel) return;
  link("crisis", here.crisisTel, fill(patterns.crisis, { name: here.crisisName, number: here.crisisNumber }));
}

function show(table, { here, home }) {
  const patterns = table.dataset;
  const row = here.dataset;
  link("call", row.tel, fill(patterns.call, row));
  say("emergency", fill(patterns.emergency, row));
  say("number", fill(patterns.numberWords, row));
  say("same-day", fill(row.urgent ? patterns.sameDay : patterns.sameDayAlone, row));
  sayCrisis(patterns, row);
  if (row.urgentTel) link("urgent", row.urgentTel, fill(patterns.urgent, row));
  here.setAttribute("data-chosen", "");
  if (home) sayAway(patterns, row, home.dataset);
  if (row.country === ELSEWHERE) return;
  say("place", fill(patterns.place, { country: row.name }));
}

/** Fills the page's words; leaves the neutral words where no country is known or the table cannot be read. */
export async function start() {
  if (!document.querySelector("[data-words], [data-link]")) return;
  const home = homeCountry();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const table = await findTable(home, zone);
  const chosen = choose([...(table?.children ?? [])], home, zone);
  if (chosen.here) show(table, chosen);
}

start().catch(() => {
  // Offline with no copy of the help page: the neutral words stay.
});
