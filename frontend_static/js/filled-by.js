/**
 * Who fills in on this phone at the moment: its person, or somebody who helps. Kept for this tab and this account, so that
 * the next page knows; gone with the tab, and when its person signs out.
 */
const HELPERS = ["told", "guess"];

const keyOf = (account) => `stride-filled-by:${account}`;

/** @returns {""|"told"|"guess"} "" for the person; "told" said by the person, "guess" thought by the helper */
export function filledBy(account) {
  try {
    const value = sessionStorage.getItem(keyOf(account));
    return HELPERS.includes(value) ? value : "";
  } catch {
    return ""; // a browser that keeps nothing for pages
  }
}

/** @param {string} account @param {""|"told"|"guess"} value anything else counts as "" */
export function setFilledBy(account, value) {
  try {
    if (HELPERS.includes(value)) sessionStorage.setItem(keyOf(account), value);
    else sessionStorage.removeItem(keyOf(account));
  } catch {
    // the select of this page still says it
  }
}
