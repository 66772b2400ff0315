/** The select "Filled in by", wherever it stands: it says what this tab remembers, and what is chosen goes with every answer. */
import { filledBy, setFilledBy } from "./filled-by.js";

const selects = (root) => [...root.querySelectorAll('select[name="filled_by"]')];

/** Whose word it is, as the body of an envelope says it where somebody else fills in. */
export function by(account) {
  const helper = filledBy(account);
  return helper ? { helper } : {};
}

function show(root, account, asked) {
  const value = filledBy(account);
  for (const place of root.querySelectorAll('[data-role="filled-by"]')) place.hidden = !asked;
  for (const select of selects(root)) select.value = value;
  for (const line of root.querySelectorAll('[data-role="helped"]')) line.hidden = !value;
}

/** What was chosen before the scripts came, or stands on a page that came back with errors, counts. */
function take(root, account) {
  const chosen = selects(root).map(({ value }) => value).find(Boolean);
  if (chosen) setFilledBy(account, chosen);
}

/**
 * Whoever is not asked (any more) fills in for themselves.
 * @returns {() => void} puts the select right after its form was emptied
 */
export function startFilledBy(root, account, profile) {
  const asked = Boolean(profile?.helped_here);
  for (const plain of root.querySelectorAll('[data-role="filled-by-plain"]')) plain.remove(); // one select is enough
  if (asked) take(root, account);
  else if (profile) setFilledBy(account, "");
  const refresh = () => show(root, account, asked);
  root.addEventListener("input", ({ target }) => {
    if (target.name !== "filled_by") return;
    setFilledBy(account, target.value);
    refresh();
  });
  addEventListener("pageshow", refresh); // back again, after another page asked
  refresh();
  return refresh;
}

/** Where the select does not stand by itself: while somebody else fills in, the page says so, and it can be changed. */
export function showHelper(root, { account, profile }) {
  const place = root.querySelector('template[data-role="helped"]');
  const shown = document.querySelector('[data-role="filled-by"]:not([hidden])');
  if (place && !shown && filledBy(account) && profile?.helped_here) place.replaceWith(place.content);
  startFilledBy(root, account, profile);
}
