/**
 * The service worker is registered once the page has what it needs. A new one waits for the next open; a calm line says
 * so, and whoever wants it now can have it now.
 */
import { holdsWords } from "./held-words.js";

const words = () => document.getElementById("words")?.content.querySelector('[data-role="new-version"]');

function say(worker) {
  if (document.querySelector('main [data-role="new-version"]') || !words()) return;
  const line = words().cloneNode(true);
  line.querySelector("button").addEventListener("click", () => worker.postMessage("use-now"));
  document.getElementById("main").prepend(line);
}

function watch(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) say(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) say(worker);
    });
  });
}

/** The worker that ruled this page gave way to a newer one: the page's files must be the newer ones too. */
function followNewWorker() {
  let ruled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (ruled && !holdsWords()) location.reload();
    ruled = true;
  });
}

const register = () => void navigator.serviceWorker.register("/service-worker.js").then(watch).catch(() => {});

export function registerWorker() {
  if (!("serviceWorker" in navigator)) return;
  followNewWorker();
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
