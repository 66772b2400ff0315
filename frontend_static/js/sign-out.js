/**
 * Signing out deletes what this phone keeps of the person, also when there is no network.
 * Entries that are not sent, and a note that is typed but not saved, are never dropped without asking. Emergency pages stay in their cache.
 */
import { atMost } from "./at-most.js";
import { countDrafts } from "./drafts.js";
import { setFilledBy } from "./filled-by.js";
import { send, tell, thePhone, whose } from "./here.js";
import { unsent } from "./outbox.js";
import { currentAccount, forget } from "./profile.js";
import { turnOff } from "./push.js";
import { leave } from "./session.js";
import { counted, word } from "./words.js";

const PATIENCE_MS = 4000;

async function leaveNow(form, account) {
  const phone = await thePhone();
  await atMost(turnOff(account).catch(() => {}), PATIENCE_MS); // reminders are hers alone
  await leave(phone, account);
  await forget(phone.store, account);
  setFilledBy(account, "");
  await navigator.clearAppBadge?.().catch(() => {});
  tell();
  await goOn(form, phone);
}

/** A form that is sent without a network ends on the browser's own error page. The server hears of it later: see leave(). */
async function goOn(form, { http }) {
  const reply = navigator.onLine && (await atMost(http.session(), PATIENCE_MS));
  if (reply?.status) return form.submit();
  location.assign("/today/"); // kept on this phone, and nobody's now
}

/** What signing out would lose. */
async function waiting(account) {
  const { store } = await thePhone();
  return { count: (await unsent(store, account)).count, drafts: await countDrafts(store, account) };
}

function choice(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue || "stay"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}

function tellCount(dialog, { count, drafts }, result) {
  const find = (role) => dialog.querySelector(`[data-role="${role}"]`);
  find("question").textContent = count ? counted("sign-out-asks", count) : word("sign-out-note");
  find("send").hidden = !count;
  find("discard").textContent = count ? counted("discard", count) : word("discard-note");
  const note = count && drafts ? word("sign-out-note") : "";
  find("result").textContent = count ? `${result} ${note}`.trim() : "";
}

/** The dialog of the page's template, in the page from the first question on. */
function theDialog() {
  const open = document.querySelector('[data-role="sign-out-dialog"]');
  if (open) return open;
  const made = document.getElementById("words").content.querySelector('[data-role="sign-out-dialog"]').cloneNode(true);
  document.body.append(made);
  return made;
}

async function askAndLeave(form, account) {
  const dialog = theDialog();
  let result = "";
  for (let lost = await waiting(account); lost.count || lost.drafts; lost = await waiting(account)) {
    tellCount(dialog, lost, result);
    const answer = await choice(dialog);
    if (answer === "discard") break;
    if (answer !== "send") return;
    await send().catch(() => {});
    result = word("could-not-send");
  }
  await leaveNow(form, account);
}

/** Whose sign-out it is: also where it has not been heard yet who signed in, when the page is of the one remembered. */
async function leaving(form) {
  const { store } = await thePhone();
  const remembered = await currentAccount(store);
  return remembered === form.dataset.account ? remembered : (await whose()).account;
}

/** @param {HTMLFormElement} form the sign-out form, wherever it stands */
export function start(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const account = await leaving(form).catch(() => null);
    if (account) await askAndLeave(form, account);
    else if (navigator.onLine) form.submit();
    else location.assign("/today/");
  });
}
