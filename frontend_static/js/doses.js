/**
 * The doses of today. On the server's page the buttons are forms; here a tap is kept on the phone first and sent when it can be.
 * doses-shell.js shows them without a network.
 */
import { filledBy } from "./filled-by.js";
import { keep, onNews, thePhone, whose } from "./here.js";
import { list } from "./outbox.js";
import { nowFor } from "./who-is-here.js";
import { clockWords, word } from "./words.js";

/** What was said last on this phone about each occurrence: id → {answer, stamp, state}. */
export function saidHere(rows) {
  const said = new Map();
  for (const { kind, body, stamp, state } of rows) {
    const before = said.get(body.occurrence);
    if (kind === "answer" && !(before?.stamp > stamp)) said.set(body.occurrence, { answer: body.answer ?? "", stamp, state });
  }
  return said;
}

/** The body of an answer; with what its id is made of, because the server may not have made it yet. */
export function answerBody({ occurrence, reminder, on, slot, snooze, sequence }, answer, today) {
  const planned = { reminder, on, slot, snooze: Number(snooze), ...(sequence !== undefined && { sequence: Number(sequence) }) };
  return { date: today, occurrence, answer: answer || null, reason: "", done_at: null, ...planned };
}

/** @param said with `words` where the server has told its own */
export function stateWords({ answer, stamp, coming = false, words = "" }, zone) {
  if (words) return words;
  if (answer === "taken") return word("dose-taken", { at: clockWords(stamp, zone) });
  return word(answer ? `dose-${answer}` : coming ? "dose-coming" : "dose-open");
}

/** @param {HTMLElement} line of one dose @param said its last word on this phone */
export function paint(line, said, zone) {
  const state = line.querySelector('[data-role="state"]');
  state.replaceChildren(Object.assign(document.createElement("span"), { textContent: stateWords(said, zone) }));
  state.classList.toggle("state--done", said.answer === "taken");
  state.classList.toggle("state--open", said.answer === "" && !said.coming);
  for (const button of line.querySelectorAll("button[name=answer]")) button.hidden = button.value === "" ? !said.answer : Boolean(said.answer) && said.answer !== "later";
  for (const link of line.querySelectorAll("form a")) link.hidden = Boolean(said.answer) && said.answer !== "later";
}

/** Listen for taps on the buttons under `place`; `isOurs` says whether to take one or to leave it to its form. */
export function listen(place, account, zone, refresh) {
  const said = new Set();
  place.addEventListener("submit", (event) => {
    const line = event.target.closest("[data-occurrence]");
    const button = event.submitter;
    if (!line || button?.name !== "answer" || line.dataset.unkept) return; // a phone that cannot keep it lets the form go
    event.preventDefault();
    if (said.has(line)) return;
    said.add(line);
    void answer(line, button).finally(() => said.delete(line));
  });

  async function answer(line, button) {
    const { today } = await nowFor((await whose()).profile ?? {});
    const helper = filledBy(account);
    try {
      await keep(account, "answer", { ...answerBody(line.dataset, button.value, today), ...(helper && { helper }) }, zone);
    } catch {
      line.dataset.unkept = "yes";
      return line.querySelector("form").requestSubmit(button);
    }
    return refresh();
  }
}

function addUndo(line) {
  const form = line.querySelector("form");
  if (!form || form.querySelector('button[value=""]')) return;
  const undo = Object.assign(document.createElement("button"), { className: "button button--small", name: "answer", value: "", textContent: word("dose-undo"), hidden: true });
  form.append(undo);
}

/** What the server makes of "later", once it has heard it: it alone knows whether this dose comes again, and when. */
async function wordsOfLater(account, { reminder, on, slot, sequence = "" }) {
  const { status, json } = await (await thePhone()).http.offline(account);
  if (status !== 200 || json?.account !== account) return "";
  const isThis = (one) => one.reminder_id === reminder && one.date === on && one.slot === slot && String(one.sequence ?? "") === sequence;
  return Object.values(json.days).flat().find(isThis)?.state_words ?? "";
}

/** Asks once for each "later" that was sent, and calls `refresh` when there is an answer. @returns (line, said) → words, or "" */
function askForLater(account, refresh) {
  const heard = new Map();
  return (line, { answer, stamp, state }) => {
    if (answer !== "later" || state !== "sent") return "";
    const key = `${line.dataset.occurrence} ${stamp}`;
    if (!heard.has(key)) {
      heard.set(key, "");
      void wordsOfLater(account, line.dataset).then((words) => heard.set(key, words)).then(refresh).catch(() => {});
    }
    return heard.get(key);
  };
}

async function begin(card) {
  const { account, profile } = await whose();
  if (!profile || account !== card.dataset.account || card.dataset.begun) return; // the page of another person of this phone
  card.dataset.begun = "yes";
  const { store } = await thePhone();
  const { zone } = await nowFor(profile);
  const lines = [...card.querySelectorAll("[data-occurrence]")];
  const refresh = async () => {
    if ((await whose()).account !== account) return;
    const said = saidHere(await list(store, account));
    for (const line of lines) {
      const its = said.get(line.dataset.occurrence);
      if (its && line.querySelector("form")) paint(line, { ...its, words: later(line, its) }, zone);
    }
  };
  const later = askForLater(account, refresh);
  lines.forEach(addUndo);
  listen(card, account, zone, refresh);
  onNews(() => void refresh().catch(() => {}));
  await refresh();
}

/** @param {HTMLElement} card of the server's page. A phone that does not know yet whose it is begins when it does. */
export function start(card) {
  onNews(() => void begin(card).catch(() => {}));
  return begin(card);
}
