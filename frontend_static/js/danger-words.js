/** Words of danger in what somebody typed: "Get help now" is shown first. Asked on this phone, with the index that is kept here. */
import { namesDanger } from "./search.js";
import { theIndex } from "./search-index.js";

export const HELP = "/learn/get-help-now/";
const WAIT_MS = 1000;

/** @param {string} text @returns {Promise<boolean>} false where this phone has no index */
export async function isDanger(text) {
  if (!text.trim()) return false;
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS, false));
  return Promise.race([late, theIndex().then((index) => namesDanger(text, index), () => false)]);
}
