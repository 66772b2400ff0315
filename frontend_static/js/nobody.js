/** What a kept page says where it knows nobody's diary: sign in; or, of somebody signed in, what comes before a diary. */
import { thePhone } from "./here.js";
import { whyNobody } from "./profile.js";
import { whoCame, whoIsHere } from "./who-is-here.js";

/** @param {ParentNode} root @returns {Promise<DocumentFragment|null>} null on a page of the server, which works without */
export async function nobodySign(root = document) {
  const why = await whyNobody((await thePhone()).store);
  const sign = (why && root.querySelector(`template[data-role="nobody-${why}"]`)) || root.querySelector('template[data-role="nobody"]');
  return sign && sign.content.cloneNode(true);
}

/** Instead of what the page is for, without its link to the day before; a page of the server stays as it is. @param {HTMLElement} part */
async function showNobody(part) {
  const sign = await nobodySign();
  if (!sign) return;
  part.replaceWith(sign);
  document.querySelector('.topbar [data-role="back"]')?.remove();
}

const isKnown = ({ account, profile }) => account && profile;

/**
 * Whose page this is; where it is nobody's, it says so. Somebody signed in to a page of the server: it waits for a slow network,
 * and is a plain form till then.
 * @param {HTMLElement} part
 */
export async function personOf(part) {
  const soon = await whoIsHere();
  const who = isKnown(soon) || part.dataset.shell ? soon : await whoCame();
  if (isKnown(who)) return who;
  await showNobody(part);
  return null;
}
