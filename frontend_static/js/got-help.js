/** "Did you get help?" once, after a yes of the last 48 hours: from what this phone has kept, and from what the server says on its own pages. */
import { atMost } from "./at-most.js";
import { filledBy } from "./filled-by.js";
import { showHelper } from "./filled-by-select.js";
import { keep, onNews, whose } from "./here.js";
import { earlier } from "./safety-earlier.js";
import { saidSheGotHelp, tableVersion } from "./safety-table.js";
import { nowFor } from "./who-is-here.js";

/** Server and phone each know some answers: the newer yes counts, and an answer after it ends the question; a helper's ends only what a helper said. */
async function look(banner, account) {
  const told = Number(banner.dataset.since ?? 0) * 1000;
  const { since, open, rows } = await earlier(account);
  const isNewest = since > 0 && since + 1000 > told; // the server tells whole seconds
  banner.hidden = open === 0 && (isNewest || told === 0 || saidSheGotHelp(rows, told));
  return isNewest; // of a newer answer elsewhere only the server knows the card
}

async function say(answer) {
  const { account, profile } = await whose();
  if (!account) return; // nobody is remembered here
  const { today, zone } = await nowFor(profile ?? {});
  const helper = filledBy(account);
  await keep(account, "safety", { date: today, item: "got_help", answer, version: tableVersion(), ...(helper && { helper }) }, zone);
}

const goToCards = () => location.assign("/safety/?about=got-help");

/** The form is a form where only the server knows which card it was; without a network the safety screens show what they can. */
function listen(banner, isHere) {
  banner.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (!button || (navigator.onLine && !isHere())) return;
    event.preventDefault();
    const goOn = () => (button.value === "yes" ? (banner.hidden = true) : goToCards());
    void atMost(say(button.value)).then(goOn, goOn);
  });
}

/** @param {HTMLFormElement} banner with data-since where the server knows of a yes, in seconds */
export async function start(banner) {
  let isNewest = false;
  listen(banner, () => isNewest); // before the disk was asked, which may hang
  const { account, profile } = await whose();
  if (!account) return;
  showHelper(banner, { account, profile });
  isNewest = await look(banner, account);
  onNews(() => void look(banner, account).then((here) => (isNewest = here)).catch(() => {}));
}
