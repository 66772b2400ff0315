/** The page that puts Stride on the home screen: this phone's own way, what is not sent yet, and what the browser promised. */
import { onNews, thePhone, whose } from "./here.js";
import { unsent } from "./outbox.js";
import { counted, word } from "./words.js";

/** @returns {"iphone"|"android"|"computer"} by what the browser says of itself; a wrong guess shows the other ways too */
export function kindOf(agent, touches) {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) return "iphone";
  return /Android/.test(agent) ? "android" : "computer";
}

const installed = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

function showWay(page) {
  const kind = kindOf(navigator.userAgent, navigator.maxTouchPoints);
  for (const way of page.querySelectorAll("[data-way]")) way.open = way.dataset.way === kind;
  page.querySelector('[data-role="installed"]').hidden = !installed();
}

/** On an iPhone the app on the home screen has a store of its own: what waits in the browser must go first. */
async function showUnsent(page) {
  const { account } = await whose();
  const count = account ? (await unsent((await thePhone()).store, account)).count : 0;
  const line = page.querySelector('[data-role="send-first"]');
  line.hidden = count === 0;
  line.querySelector('[data-role="count"]').textContent = count ? counted("not-sent", count) : "";
}

async function showPromise(page) {
  const kept = await navigator.storage?.persisted?.();
  if (kept !== undefined) page.querySelector('[data-role="promise"]').textContent = word(kept ? "will-keep" : "may-clear");
}

/** Chrome and others offer a button of their own; where it comes, ours stands first. */
function listenForOffer(page) {
  const button = page.querySelector('[data-role="offer"]');
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => void event.prompt();
  });
  addEventListener("appinstalled", () => {
    button.hidden = true;
    page.querySelector('[data-role="installed"]').hidden = false;
  });
}

export async function start(page) {
  listenForOffer(page);
  showWay(page);
  const refresh = () => showUnsent(page).catch(() => {});
  onNews(refresh);
  await Promise.all([refresh(), showPromise(page).catch(() => {})]);
}
