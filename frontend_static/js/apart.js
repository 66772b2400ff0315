/** A tab that stays open while somebody else signs in on this phone: her page is not left to whoever came. */
import { heardWhoCame, thePhone, whose } from "./here.js";
import { whyNobody } from "./profile.js";
import { mayBeAnother } from "./session.js";

let pageOf = null;

/** Until it is known who came nothing of the page shows, and nothing that was typed is lost; somebody else gets a page of their own. */
export async function keepApart() {
  const phone = await thePhone();
  const isUnknown = await mayBeAnother(phone);
  const { account } = await whose();
  const isAnother = account ? account !== pageOf : await whyNobody(phone.store);
  if (pageOf && !isUnknown && isAnother) return location.reload();
  document.getElementById("main").hidden = Boolean(pageOf) && isUnknown;
  if (isUnknown) return heardWhoCame();
  pageOf ??= account;
}
