/** "Did you get help?" once, after a yes of the last 48 hours: from what this phone has kept, and from what the server says on its own pages. */
import { filledBy } from "./filled-by.js";
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
  const { today, zone } = await nowFor(profile ?? {});
  const helper = filledBy(account);
  await keep(account, "safety", { date: today, item: "got_help", answer, version: tableVersion(), ...(helper && { helper }) }, zone);
}

/** @param {HTMLFormElement} banner with data-since where the server knows of a yes, in seconds */
export async function start(banner) {
  const { account } = await whose();
  if (!account) return; // a page of the server: the form is a form
  let isHere = await look(banner, account);
  onNews(() => void look(banner, account).then((here) => (isHere = here)).catch(() => {}));
  banner.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (!button || !isHere) return; // only the server knows which card it was
    event.preventDefault();
    const goOn = () => (button.value === "yes" ? (banner.hidden = true) : location.assign("/safety/?about=got-help"));
    void say(button.value).then(goOn, goOn);
  });
}
