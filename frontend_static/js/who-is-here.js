/** Whose page this is, before anything is shown or kept under a name. */
import { atMost } from "./at-most.js";
import { hasMet, heardWhoCame, meet, thePhone, whose } from "./here.js";
import { localNow } from "./log-date.js";
import { isFarOff, rightTime } from "./stamp.js";

const WAIT_FOR_NAME_MS = 1000;
let asking = null;

/**
 * Two people may share a phone: with a network, ask whose session it is before a name is shown. A phone whose
 * clock was far off may have been put right since: ask for the time too, before a day is chosen.
 */
export async function whoIsHere() {
  await heardWhoCame();
  const remembered = await whose();
  const knows = remembered.account && hasMet(remembered.account) && !(await isFarOff((await thePhone()).store));
  if (remembered.account && (knows || !navigator.onLine)) return remembered;
  asking = meet();
  await atMost(asking, WAIT_FOR_NAME_MS);
  return whose();
}

/** Who is here, once the network has said it, however slow it is. */
export async function whoCame() {
  await asking;
  return whose();
}

/** Today in the person's zone, by the server's clock where the phone has heard of it. */
export async function nowFor(profile) {
  const { store, clock } = await thePhone();
  return localNow(profile.time_zone, await rightTime(store, clock));
}
