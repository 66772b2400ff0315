/** Reads an article aloud with the phone's own voice, a paragraph at a time, and marks the one that is read. */
const READ = "h1, h2, h3, p, li, dt, dd, td, th";
const LEFT_OUT = '[data-unread], .no-print, .hidden-word, [aria-hidden="true"], footer';

const isShown = (element) => element.getClientRects().length > 0;

/** The pieces to read, in order: no piece holds another. @param {Element} article @returns {HTMLElement[]} */
export function pieces(article) {
  return [...article.querySelectorAll(READ)].filter(
    (element) => !element.closest(LEFT_OUT) && isShown(element) && !element.querySelector(READ) && wordsOf(element),
  );
}

/** What is said of a piece: its words, without those that are for the eye or the finger alone. */
export function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(LEFT_OUT).forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function utterance(words, language) {
  const said = new SpeechSynthesisUtterance(words);
  said.lang = language;
  said.rate = 0.95;
  return said;
}

/**
 * Starts to read. @param {Element} article @param {(at: number) => void} ended called once: 0 at the end; when it is
 * stopped, the piece to go on with @param {number} from the piece to begin with @returns {() => void} stop
 */
export function readAloud(article, ended, from = 0) {
  const all = pieces(article);
  let at = from < all.length ? from - 1 : -1;
  let stopped = false;
  let current = null;
  const mark = (element) => {
    current?.classList.remove("is-read");
    current = element;
    current?.classList.add("is-read");
    current?.scrollIntoView({ block: "nearest" });
  };
  const stop = () => {
    if (stopped) return;
    stopped = true;
    speechSynthesis.cancel();
    mark(null);
    ended(at < all.length ? Math.max(at, 0) : 0);
  };
  const next = () => {
    if (stopped) return;
    at += 1;
    const element = all[at];
    if (!element) return stop();
    mark(element);
    const said = utterance(wordsOf(element), document.documentElement.lang);
    said.onend = next;
    said.onerror = stop;
    speechSynthesis.speak(said);
  };
  speechSynthesis.cancel();
  next();
  return stop;
}
