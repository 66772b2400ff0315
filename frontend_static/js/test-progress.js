/** While a test is on its way the page looks again by itself: every few seconds, and when the phone is unlocked. */

const EVERY_MS = 10_000;

/** Nothing is typed on this page, so it can be loaded anew. */
export function start() {
  setInterval(() => document.visibilityState === "visible" && location.reload(), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && location.reload());
}
