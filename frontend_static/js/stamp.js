/**
 * The stamp of a revision, in milliseconds of UTC: max(now + last known offset to the server, last stamp + 1).
 *
 * `made` is the last stamp made here, `seen` the greatest one known to be with the server. Only `made` is
 * forgotten when the server says that this phone's clock is ahead, so that a wrong clock does not push
 * every later stamp ahead as well.
 */
import { asked, getMeta, write } from "./store.js";

const FAR_OFF_MS = 3600 * 1000;
const START = { made: 0, seen: 0, offset: 0 };

function change(store, work) {
  return write(store, ["meta"], async (tx) => {
    const meta = tx.objectStore("meta");
    const next = work((await asked(meta.get("stamp"))) ?? START);
    await asked(meta.put(next, "stamp"));
    return next;
  });
}

/** The time by the server's clock, as far as this phone knows it. @returns {Promise<Date>} */
export async function rightTime(store, clock = Date.now) {
  return new Date(clock() + ((await getMeta(store, "stamp"))?.offset ?? 0));
}

/** Whether the phone's clock, when last compared, was another than the server's by more than an hour. */
export async function isFarOff(store) {
  return Math.abs((await getMeta(store, "stamp"))?.offset ?? 0) > FAR_OFF_MS;
}

/** @param {() => number} clock milliseconds of the phone's clock */
export async function nextStamp(store, clock = Date.now) {
  const after = await change(store, (was) => ({
    ...was,
    made: Math.max(Math.round(clock() + was.offset), was.made + 1, was.seen + 1),
  }));
  return after.made;
}

/** Keep how far the server's clock is from ours; half of the round trip is taken as the way back. */
export function learnOffset(store, serverMs, sentMs, receivedMs) {
  return change(store, (was) => ({ ...was, offset: Math.round(serverMs - (sentMs + receivedMs) / 2) }));
}

export function seeStamp(store, stampMs) {
  return change(store, (was) => ({ ...was, seen: Math.max(was.seen, stampMs) }));
}

/** After `clock_ahead`: what this phone stamped cannot be trusted as "the last one". */
export function forgetMade(store) {
  return change(store, (was) => ({ ...was, made: 0 }));
}
