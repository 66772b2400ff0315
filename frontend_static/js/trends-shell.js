/** Trends without a network: what she last looked at, and since when it may have changed. */
import { thePhone } from "./here.js";
import { asOfWords, rightNow } from "./kept.js";
import { nobodySign } from "./nobody.js";
import { keptTrends } from "./trends-kept.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const find = (root, role) => root.querySelector(`[data-role="${role}"]`);

/** @param {HTMLElement} page */
export async function start(page) {
  const { account, profile } = await whoIsHere();
  if (!account || !profile) return page.replaceChildren(await nobodySign(page));
  const { store } = await thePhone();
  const told = await keptTrends(store, account);
  find(page, "none").hidden = Boolean(told);
  if (!told) return;
  const { zone } = await nowFor(profile);
  find(page, "as-of").textContent = asOfWords(told.asOf, await rightNow(), zone);
  find(page, "since").hidden = false;
  const { body } = new DOMParser().parseFromString(told.html, "text/html");
  find(page, "desk").replaceChildren(...body.childNodes);
}
