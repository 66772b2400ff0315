/** A question in her own words: what was typed into the search of Learn is there already, and who fills in is remembered. */
import { startFilledBy } from "./filled-by-select.js";
import { whose } from "./here.js";

const TYPED = "stride-question"; // js/learn-search.js leaves it; it never stands in an address

function takeTyped(field) {
  try {
    const typed = sessionStorage.getItem(TYPED);
    sessionStorage.removeItem(TYPED);
    if (typed && !field.value) field.value = typed;
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
