/** The service worker is registered once the page has what it needs; a new one waits for the next open. */
export function registerWorker() {
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => {}));
  if (document.readyState === "complete") navigator.serviceWorker.register("/service-worker.js").catch(() => {});
}
