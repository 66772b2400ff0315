/**
 * "Something new or worse": the list, the questions that follow, and the cards, as the page has them all.
 * A tap shows its card first; then the answer goes to the outbox of the account remembered on this phone.
 * Nothing here waits for a network, and a card never waits for the disk.
 */
import { atMost } from "./at-most.js";
import { filledBy } from "./filled-by.js";
import { showHelper } from "./filled-by-select.js";
import { keep, whose } from "./here.js";
import { askedDate } from "./safety-address.js";
import { earlier } from "./safety-earlier.js";
import { asksOf, cardBelow, cardsFor, lead, nextQuestion, tableVersion } from "./safety-table.js";
import { nowFor, whoIsHere } from "./who-is-here.js";

const ABOUT = {
  new: [],
  "weaker-left": ["onset.left"],
  "weaker-right": ["onset.right"],
  "weaker-often": [],
  fall: ["fall.head", "fall.thinners", "fall.blackout", "fall.cannot_stand", "fall.weakness"],
  note: ["note"],
  "got-help": ["got_help"],
  worse: [],
};
/** What was said on the way here, and is kept: its card stands until its questions are answered. safety_page.py has the same. */
const TOLD = { "weaker-left": ["weaker_left", "yes"], "weaker-right": ["weaker_right", "yes"], fall: ["fell", "yes"], worse: ["note", "yes"] };
const NOT_YET = "not_yet";
const SLOW_MS = 5000; // a disk that has not answered by then has not kept it
const TREMBLE = { ms: 500, px: 48 }; // a second tap at the same place, while the page moved under the finger

const role = (page, name) => page.form.querySelector(`[data-role="${name}"]`);
const listButton = (page, item) => role(page, "list").querySelector(`button[name="${item}"]`);
const parts = (text) => (text ?? "").split(" ").filter(Boolean);

/** The questions that stand on the page now, in its order. */
function asked(page) {
  const first = page.about.flatMap((name) => ABOUT[name]);
  const next = [...page.said].flatMap(([item, answer]) => (answer === "no" ? [] : asksOf(item)));
  return new Set([...first, ...next]);
}

function press(button, isSaid) {
  button.setAttribute("aria-pressed", String(isSaid));
}

function showQuestions(page) {
  const now = asked(page);
  for (const question of page.form.querySelectorAll("[data-question]")) {
    question.hidden = !now.has(question.dataset.question);
    for (const button of question.querySelectorAll("button")) press(button, page.said.get(button.name) === button.value);
  }
  for (const button of role(page, "list").querySelectorAll("button")) press(button, page.said.get(button.name) === "yes");
  role(page, "list").hidden = now.size > 0 && page.said.size === 0;
  role(page, "first").hidden = page.said.size > 0;
  role(page, "again").hidden = page.said.size === 0;
}

const moreOf = (page, item) => parts((listButton(page, item) ?? page.form.querySelector(`[data-question="${item}"]`))?.dataset.more);

const toldBefore = (page) => page.about.flatMap((name) => (TOLD[name] ? [TOLD[name]] : []));
const soFar = (page) => new Map([...toldBefore(page), ...page.said]);

/** Which cards the answers lead to; after "Not yet" those of before, and where none is known here all emergencies. */
function chosenCards(page) {
  const notYet = page.said.get("got_help") === NOT_YET;
  const before = [...(notYet ? page.earlier : [])].filter(([item]) => !page.said.has(item));
  const said = new Map([...toldBefore(page), ...before, ...page.said]);
  const chosen = cardsFor(said, (item) => moreOf(page, item));
  if (!notYet || chosen.top || chosen.folded.length) return chosen;
  const all = [...role(page, "cards").querySelectorAll('[data-tier="emergency"]')];
  return { top: "", folded: all.map((card) => card.dataset.card) };
}

function showCards(page) {
  const { top, folded } = chosenCards(page);
  const cards = new Map([...role(page, "cards").children].map((card) => [card.dataset.card, card]));
  const order = [top, ...folded].filter((slug) => cards.has(slug));
  for (const [slug, card] of cards) {
    const summary = card.firstElementChild;
    const unfolded = card.open && !summary.hidden; // by her, not because it was the most urgent
    card.hidden = !order.includes(slug);
    summary.hidden = slug === top; // the most urgent one cannot be folded
    card.open = slug === top || (unfolded && !card.hidden);
  }
  role(page, "cards").prepend(...order.map((slug) => cards.get(slug)));
  role(page, "result").hidden = order.length === 0;
  return Boolean(top);
}

/** The card of a tick stands under what it asks; one that was decided stands first on the page. @returns {boolean} whether it stands elsewhere now */
function placeCards(page, hasTop) {
  const under = cardBelow(soFar(page));
  const isFirst = hasTop || page.said.get("got_help") === NOT_YET;
  const before = under ? page.form.querySelector(`[data-question="${under}"]`) : role(page, isFirst ? "not-kept" : "noted");
  const result = role(page, "result");
  const isElsewhere = before.nextElementSibling !== result;
  if (isElsewhere) before.after(result);
  return isElsewhere && hasTop;
}

/** @returns {boolean} whether the most urgent card stands elsewhere now */
function show(page) {
  showQuestions(page);
  const hasTop = showCards(page);
  role(page, "noted").hidden = hasTop || !page.answeredQuestion;
  return placeCards(page, hasTop);
}

function goTo(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "start" });
}

function moves(page) {
  page.form.dataset.moves = "yes";
  clearTimeout(page.moving);
  page.moving = setTimeout(() => delete page.form.dataset.moves, TREMBLE.ms);
}

/** After a tap: the question that it asks, or that the other leg still asks, with its card below; else the card. */
function goOn(page, button, answer, isElsewhere) {
  moves(page);
  const isSettled = page.answeredQuestion && (lead(button.name, answer) || isElsewhere);
  const next = isSettled ? nextQuestion(soFar(page)) : answer !== "no" && asksOf(button.name)[0];
  if (next) return goTo(page.form.querySelector(`[data-question="${next}"]`));
  if (isSettled || lead(button.name, answer) || answer === NOT_YET) return goTo(role(page, "result"));
}

/** A second tap of a trembling finger: what stands there now is not what it meant. A key is never one. */
function isTremble(page, { detail, clientX, clientY }) {
  if (detail === 0) return false;
  const [x, y] = page.tapAt;
  const isNear = Math.abs(clientX - x) < TREMBLE.px && Math.abs(clientY - y) < TREMBLE.px;
  page.tapAt = [clientX, clientY];
  return isNear && "moves" in page.form.dataset;
}

/** A page of the server, and nobody is remembered on this phone: whoever is signed in keeps it there. */
async function post(page, item, answer) {
  const body = new FormData(page.form);
  body.append(item, answer);
  const { envelope } = page.form.elements;
  envelope.value = crypto.randomUUID(); // the next tap is another answer
  const reply = await fetch(page.form.action, { method: "POST", body, signal: AbortSignal.timeout(SLOW_MS) });
  const notKept = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector('[data-role="not-kept"]');
  if (!reply.ok || !notKept?.hidden) throw new Error("not kept");
}

/** Asked again at each answer: this page stays open, and has no name on it. */
async function whoNow(page) {
  const first = await page.who;
  if (!first.account) return first;
  const now = await whose();
  return now.account ? now : whoIsHere();
}

async function store(page, item, answer) {
  const { account, profile } = await whoNow(page);
  role(page, "nobody").hidden = Boolean(account);
  if (!account) return;
  const { today, zone } = await nowFor(profile ?? {});
  const date = page.date && page.date <= today ? page.date : today;
  const helper = filledBy(account);
  await keep(account, "safety", { date, item, answer, version: tableVersion(), ...(helper && { helper }) }, zone);
}

function isKept(page, keeps, kept) {
  page.lost[kept ? "delete" : "add"](keeps);
  role(page, "not-kept").hidden = page.lost.size === 0;
}

/** One after the other, so that a later answer is stamped later. One that hangs is said too, until it is kept after all. */
function keepInTurn(page, keeps) {
  const slow = setTimeout(() => isKept(page, keeps, false), SLOW_MS);
  page.waiting += 1;
  page.queue = page.queue
    .then(keeps)
    .then(() => isKept(page, keeps, true), () => isKept(page, keeps, false))
    .finally(() => {
      clearTimeout(slow);
      page.waiting -= 1;
    });
}

function answer(page, button) {
  const isList = !button.closest("[data-question]");
  const given = isList && page.said.get(button.name) === "yes" ? "no" : isList ? "yes" : button.value;
  page.said.delete(button.name); // in the order given
  page.said.set(button.name, given);
  page.answeredQuestion = !isList;
  const isElsewhere = show(page);
  goOn(page, button, given, isElsewhere);
  keepInTurn(page, () => (page.mine ? store : post)(page, button.name, given));
}

function listen(page) {
  page.form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (!button || (!page.mine && button.name === "got_help" && navigator.onLine)) return; // only the server knows which card it was
    event.preventDefault();
    if (!isTremble(page, event)) answer(page, button);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="/"]');
    if (!link || page.waiting === 0 || event.defaultPrevented) return;
    event.preventDefault(); // leaving now would lose the answer that is on its way to the disk; a disk that hangs holds nobody back
    void atMost(page.queue).then(() => location.assign(link.href));
  });
}

function showWayBack(page, today) {
  const href = !page.date ? "/today/" : page.date === today ? "/log/" : `/log/${page.date}/`;
  for (const name of ["back", "understood"]) role(page, name).href = href;
  role(page, "to-log").hidden = !page.date;
  role(page, "to-today").hidden = Boolean(page.date);
}

/** What the server's own page was told already ("said"), or knows from before ("before"). */
function told(form, name) {
  return new Map([...form.querySelectorAll(`input[name="${name}"]`)].map(({ value }) => value.split(":")));
}

function makePage(form) {
  const query = new URLSearchParams(location.search);
  const about = (query.get("about") ?? "").split(",").filter((name) => name in ABOUT);
  const said = told(form, "said");
  if (about.includes("weaker-often")) said.set("weaker_often", "shown");
  const shell = "shell" in form.dataset;
  const taps = { tapAt: [0, 0], moving: 0, answeredQuestion: false };
  const keeping = { queue: Promise.resolve(), waiting: 0, lost: new Set() };
  return { form, about, said, date: askedDate(query), mine: shell, earlier: told(form, "before"), ...taps, ...keeping };
}

/** What this phone has kept decides which card "Not yet" brings back; and whose the answers are. */
async function recall(page) {
  const who = await page.who;
  page.mine ||= Boolean(who.account);
  if (!who.account) return;
  showHelper(page.form, who);
  showWayBack(page, (await nowFor(who.profile ?? {})).today);
  const { answers, gotHelp } = await earlier(who.account);
  page.earlier = new Map([...page.earlier, ...answers]);
  const isAgain = page.about.includes("got-help") && !page.said.has("got_help") && gotHelp === NOT_YET;
  if (isAgain) page.said.set("got_help", gotHelp);
  if (page.said.get("got_help") === NOT_YET) show(page); // also where it was said before this was known
}

/** @param {HTMLFormElement} form */
export async function start(form) {
  const page = makePage(form);
  page.who = whoIsHere().catch(() => ({ account: null, profile: null }));
  listen(page);
  if (page.mine || page.about.length) show(page);
  showWayBack(page, "");
  form.removeAttribute("data-waiting");
  await recall(page).catch(() => {});
}
