/** A tab that stays open while somebody else signs in on this phone: her page is not left to whoever came. */
import { heardWhoCame, thePhone, whose } from "./here.js";
import { whyNobody } from "./profile.js";
import { mayBeAnother } from "./session.js";
import { word } from "./words.js";

let pageOf = null;
let why = null;

/** What is hidden is not gone: say so in its place. */
function hide(page, isHidden) {
  page.hidden = isHidden;
  if (isHidden && !why) page.after((why = Object.assign(document.createElement("p"), { className: page.className, textContent: word("who-came") })));
  if (why) why.hidden = !isHidden;
}

/** Until it is known who came nothing of the page shows, and nothing that was typed is lost; somebody else gets a page of their own. */
export async function keepApart() {
  const phone = await thePhone();
  const isUnknown = await mayBeAnother(phone);
  const { account } = await whose();
  const isAnother = account ? account !== pageOf : await whyNobody(phone.store);
  if (pageOf && !isUnknown && isAnother) return location.reload();
  hide(document.getElementById("main"), Boolean(pageOf) && isUnknown);
  if (isUnknown) return heardWhoCame();
  pageOf ??= account;
}
