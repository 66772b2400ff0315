/** How far the copy is; when it is ready, the page that offers it. Without this the link "Look again" does the same. */
import { thePhone } from "./here.js";

const EVERY_MS = 1500;

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function look(bar) {
  const { json } = await (await thePhone()).http.copy();
  if (json && !["waiting", "running"].includes(json.state)) return true;
  if (json) Object.assign(bar, { max: json.parts, value: json.done });
  return false;
}

async function watch(card) {
  const bar = card.querySelector('[data-role="bar"]');
  while (card.isConnected && !(await look(bar))) await pause(EVERY_MS);
  location.reload();
}

/** @param {HTMLElement} card */
export function start(card) {
  void watch(card).catch(() => {});
}
