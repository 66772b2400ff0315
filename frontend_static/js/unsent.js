/** The line that says what has not been sent yet, and the number on the app's icon. */
import { lastAttempt, onNews, thePhone, whose } from "./here.js";
import { unsent } from "./outbox.js";
import { counted, word } from "./words.js";

function badge(count) {
  const set = count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  set?.catch(() => {});
}

function signInLink() {
  const link = document.createElement("a");
  link.href = "/accounts/login/";
  link.textContent = word("sign-in-to-send");
  return link;
}

async function show(element) {
  const { account } = await whose();
  const { count, asking } = account ? await unsent((await thePhone()).store, account) : { count: 0, asking: [] };
  element.hidden = count === 0;
  element.replaceChildren(count ? counted("not-sent", count) : "");
  if (count && lastAttempt() === "signed_out") element.append(" ", signInLink());
  if (asking.length) element.append(" ", askingLink(asking[0]));
  badge(count);
}

function askingLink(row) {
  const link = document.createElement("a");
  link.href = row.body.date ? `/log/${row.body.date}/` : "/log/";
  link.textContent = word("look-at-it");
  return link;
}

export function start(element) {
  const refresh = () => show(element).catch(() => {});
  onNews(refresh);
  refresh();
}
