/** A question in her own words: what was typed into the search of Learn is there already, and who fills in is remembered. */
import { startFilledBy } from "./filled-by-select.js";
import { whose } from "./here.js";

const TYPED = "stride-question"; // js/learn-search.js leaves it; it never stands in an address
const FRESH_MS = 30 * 60 * 1000; // time to sign in or up; later in the same tab it may be somebody else

function takeTyped(field) {
  try {
    const { words, at } = JSON.parse(sessionStorage.getItem(TYPED) ?? "{}");
    sessionStorage.removeItem(TYPED);
    if (words && !field.value && Date.now() - at < FRESH_MS) field.value = words;
  } catch {
    // a browser that keeps nothing for pages
  }
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  if (!form.dataset.changes) takeTyped(form.elements.text);
  const { account, profile } = await whose();
  if (account) startFilledBy(form, account, profile);
}
