/** My questions without a network: as this phone last heard them, with those that were added here since. It stands for the page of a new one too. */
import { onNews, thePhone, whose } from "./here.js";
import { asOfWords, kept, rightNow } from "./kept.js";
import { nobodySign } from "./nobody.js";
import { list } from "./outbox.js";
import { questionsOf } from "./questions-fold.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const find = (root, role) => root.querySelector(`[data-role="${role}"]`);

function lineOf(page, { text, article, waits }) {
  const line = find(page, "question").content.cloneNode(true).firstElementChild;
  find(line, "words").textContent = text;
  find(line, "article").hidden = !article;
  if (article) {
    find(line, "link").href = `/learn/${encodeURIComponent(article)}/`;
    find(line, "of").textContent = text;
  }
  find(line, "waits").hidden = !waits;
  return line;
}

function show(page, questions) {
  const open = questions.filter(({ asked }) => !asked);
  const asked = questions.filter((one) => one.asked);
  find(page, "open").replaceChildren(...open.map((one) => lineOf(page, one)));
  find(page, "asked").replaceChildren(...asked.map((one) => lineOf(page, one)));
  find(page, "none").hidden = open.length > 0;
  find(page, "asked-part").hidden = !asked.length;
  find(page, "danger").hidden = !open.some(({ danger }) => danger);
}

/** @param {HTMLElement} page */
export async function start(page) {
  const { account, profile } = await whoIsHere();
  if (!account || !profile) return page.replaceChildren(await nobodySign(page));
  find(page, "own").open = location.pathname === "/questions/add/";
  const { store } = await thePhone();
  const { zone } = await nowFor(profile);
  const now = await rightNow();
  const told = await kept(store, account, now);
  find(page, "as-of").textContent = told ? asOfWords(told.asOf, now, zone) : "";
  const refresh = async () => {
    if ((await whose()).account === account) show(page, questionsOf(told?.questions ?? [], await list(store, account)));
  };
  onNews(() => void refresh().catch(() => {}));
  await refresh();
}
