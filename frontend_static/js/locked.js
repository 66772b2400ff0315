/** "This phone was signed out": what is still on it, and the one way to discard that. */
import { lockNotice, lockedAccounts, noticeShown } from "./device.js";
import { tell, thePhone } from "./here.js";
import { unsent } from "./outbox.js";
import { forget } from "./profile.js";
import { counted } from "./words.js";

async function entries(store) {
  let count = 0;
  for (const account of await lockedAccounts(store)) count += (await unsent(store, account)).count;
  return count;
}

async function discard({ store }) {
  for (const account of await lockedAccounts(store)) await forget(store, account);
  tell();
}

async function show(page, { store }) {
  const count = await entries(store);
  page.querySelector('[data-role="kept"]').hidden = count === 0;
  page.querySelector('[data-role="count"]').textContent = counted("locked-entries", count);
  page.querySelector('[data-role="discard"]').textContent = counted("discard", count);
}

/** @param {HTMLElement} page */
export async function start(page) {
  const phone = await thePhone();
  const closed = (await lockNotice(phone.store)) === "closed";
  for (const part of page.querySelectorAll("[data-why]")) part.hidden = (part.dataset.why === "closed") !== closed;
  await noticeShown(phone.store);
  await show(page, phone);
  page.querySelector('[data-role="discard"]').addEventListener("click", async () => {
    await discard(phone);
    await show(page, phone);
    page.querySelector('[data-role="gone"]').hidden = false;
  });
}
