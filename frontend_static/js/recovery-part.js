/** "Pain may ease before strength returns" is never shown after a warning of the last 14 days, offline too: from what this phone holds. */
import { allDays } from "./days.js";
import { thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { mayBeAnother } from "./session.js";
import { rightTime } from "./stamp.js";
import { isWarned } from "./warned.js";
import { nowFor } from "./who-is-here.js";
import { word } from "./words.js";

export const PART = "pain-may-ease-before-strength-returns";

/** What stands between this heading and the next, a drawing too. */
function below(heading) {
  const found = [];
  for (let next = heading.nextElementSibling; next && !next.matches("h2, section, details, nav, footer"); next = next.nextElementSibling) found.push(next);
  return found;
}

function notice() {
  const text = document.createElement("p");
  text.textContent = word("part-hidden");
  const help = document.createElement("a");
  help.className = "button button--wide button--emergency";
  help.href = "/learn/get-help-now/";
  help.textContent = word("get-help");
  return [text, help];
}

/** Taken out, not hidden: it is not read aloud, printed or found either. */
export function takeOut(heading) {
  for (const element of below(heading)) element.remove();
  heading.after(...notice());
}

export async function start() {
  const heading = document.getElementById(PART);
  if (!heading) return;
  if (await mayBeAnother(await thePhone())) return takeOut(heading); // whoever came, this phone cannot say yet that nothing warns
  const { account, profile } = await whose();
  if (!account) return;
  const { store, clock } = await thePhone();
  const [days, rows, now, { today }] = await Promise.all([allDays(store, account), list(store, account), rightTime(store, clock), nowFor(profile ?? {})]);
  if (isWarned(days, rows, today, now.getTime())) takeOut(heading);
}
