/** Words that are typed and not yet saved, sealed on the phone, one per day; never sent from here. */
import { seal, unseal } from "./crypto.js";
import { asked, read, rowsOf, write } from "./store.js";

const place = (date) => `draft/${date}`;

export async function keepDraft(store, account, date, text) {
  const sealed = text && (await seal(store, account, place(date), text));
  return write(store, ["drafts"], (tx) => {
    const drafts = tx.objectStore("drafts");
    return asked(sealed ? drafts.put({ account, date, sealed }) : drafts.delete([account, date]));
  });
}

/** How many days have words that were typed and not saved. */
export async function countDrafts(store, account) {
  return (await rowsOf(store, "drafts", account)).length;
}

export async function getDraft(store, account, date) {
  const row = await read(store, ["drafts"], (tx) => asked(tx.objectStore("drafts").get([account, date])));
  return row ? unseal(store, account, place(date), row.sealed) : null;
}
