/** Taps of one page, kept one after the other. */
import { showBusy } from "./log-status.js";

/**
 * A later tap is always stamped later. Until the last one is kept, the status is "busy".
 * @param {{form: HTMLElement, queue: Promise}} page
 * @param {() => Promise} work
 */
export function inTurn(page, work) {
  showBusy(page, true);
  const turn = page.queue.then(work, work);
  page.queue = turn;
  const ready = () => page.queue === turn && showBusy(page, false);
  turn.then(ready, ready);
  return turn;
}
