/**
 * The search of /learn/ on the phone: the same sums as backend/education/search.py over the index that it made
 * (/learn/search.json), so that page, API and phone find the same, offline too, and the words stay on the phone.
 */
const MOST_LETTERS = 100;
const MOST_HITS = 20;
const MIN_PREFIX = 3;
const MIN_FUZZY = 4; // letters typed, for 1 wrong one
const MIN_FUZZY_2 = 8; // for 2
const MIN_STEM = 3; // letters of its stem that are left to go by
const MIN_STEM_2 = 7;
const MIN_WEIGHT = 3; // of a word that is guessed at: not one that stands once in passing
const WHOLE = 1;
const PREFIX = 0.6;
const FUZZY = 0.5;
const IN_A_PHRASE = 0.2;
const RELEVANT = 0.2;
const OF_THE_TITLE = 1000;
const OF_DANGER = 10000;
const ENDINGS = [["ing", 6], ["edly", 7], ["ed", 5], ["es", 5], ["ly", 6], ["ness", 7], ["s", 4], ["e", 5]];

/** @param {string} text @returns {string[]} words without case, accents and signs */
export function tokens(text) {
  const plain = text.toLowerCase().replaceAll("’", "'").replaceAll("'", "").normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** @param {string} word @returns {string} */
export function stem(word) {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  for (const [ending, least] of ENDINGS) {
    if (word.endsWith(ending) && word.length >= least && !word.endsWith("ss")) return stem(word.slice(0, -ending.length));
  }
  if (word.endsWith("ness") && word.length >= 7) return stem(word.slice(0, -4));
  if (word.length > 4 && word.at(-1) === word.at(-2) && "bdgmnprt".includes(word.at(-1))) return word.slice(0, -1);
  return word;
}

const typedIn = (query) => tokens([...query].slice(0, MOST_LETTERS).join(""));
const stemsOf = (query) => typedIn(query).map(stem);

/** What came from the server, ready to be searched. An older release may have left one without words of danger on this phone. */
export function openIndex({ documents, postings, meanings, leftOut, danger = [], help = "" }) {
  const pairs = (text) => text.split(" ").map((pair) => pair.split(":").map(Number));
  return {
    documents: documents.map(([slug, title, summary, topic]) => ({ slug, title, summary, topic })),
    postings: new Map(Object.entries(postings).map(([word, text]) => [word, pairs(text)])),
    meanings,
    leftOut: new Set(leftOut),
    danger,
    help: documents.findIndex(([slug]) => slug === help),
  };
}

/** Letters to add, take away, change or swap with their neighbour; more than `most` is `most` + 1. */
export function distance(left, right, most) {
  let before = [];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= right.length; j += 1) {
      let cost = Math.min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      current.push(cost);
    }
    if (Math.min(...current) > most) return most + 1;
    [before, row] = [row, current];
  }
  return Math.min(row.at(-1), most + 1);
}

function near(word, index) {
  const found = [];
  for (const one of index.postings.keys()) {
    if (one === word) found.push([one, WHOLE]);
    else if (word.length >= MIN_PREFIX && one.startsWith(word)) found.push([one, PREFIX]);
  }
  return found;
}

function wrongLetters(word, typed) {
  if (typed >= MIN_FUZZY_2 && word.length >= MIN_STEM_2) return 2;
  return typed >= MIN_FUZZY && word.length >= MIN_STEM ? 1 : 0;
}

function fitting(word, typed, index) {
  const found = near(word, index);
  const allowed = wrongLetters(word, typed);
  if (found.length || !allowed) return found;
  const far = [...index.postings]
    .filter(([one, at]) => Math.abs(one.length - word.length) <= allowed && at.some(([, weight]) => weight >= MIN_WEIGHT))
    .map(([one]) => [one, distance(word, one, allowed)])
    .filter(([, letters]) => letters <= allowed);
  const least = Math.min(...far.map(([, letters]) => letters));
  return far.filter(([, letters]) => letters === least && letters > 0).map(([one, letters]) => [one, FUZZY / letters]);
}

function alternatives(words, meant, typed, index) {
  const made = new Map();
  const own = words.length > 1 ? IN_A_PHRASE : WHOLE;
  for (const [word, factor] of [...words.map((word) => [word, own]), ...meant.map((word) => [word, WHOLE])]) {
    for (const [one, fit] of fitting(word, typed.get(word) ?? word.length, index)) made.set(one, Math.max(made.get(one) ?? 0, factor * fit));
  }
  return made;
}

const startsWith = (words, beginning) => beginning.every((word, i) => words[i] === word);

/** The stems of a query without small words; all of them where nothing else is left. */
const saidIn = (query, index) => withoutSmall(stemsOf(query), index);

function withoutSmall(said, index) {
  const kept = said.filter((word) => !index.leftOut.has(word));
  return kept.length ? kept : said;
}

/** What the query says, thing by thing. Its last word may be unfinished. */
export function groups(query, index) {
  const typed = new Map(typedIn(query).map((word) => [stem(word), [...word].length]));
  let said = saidIn(query, index);
  const made = [];
  while (said.length) {
    const rest = said;
    const [words, find] = index.meanings.find(([beginning]) => startsWith(rest, beginning)) ?? [[said[0]], []];
    made.push(alternatives(words, find, typed, index));
    said = said.slice(words.length);
  }
  return made;
}

function groupScores(group, index) {
  const best = new Map();
  for (const [word, fit] of group) {
    const postings = index.postings.get(word);
    const rare = Math.log(1 + index.documents.length / postings.length);
    for (const [number, weight] of postings) best.set(number, Math.max(best.get(number) ?? 0, weight * rare * fit));
  }
  return best;
}

const rounded = (score) => Math.round(score * 1e6) / 1e6;

/** Whoever types a title whole means that article. */
function addTitles(query, index, scores) {
  const said = stemsOf(query).join(" ");
  index.documents.forEach(({ title }, number) => {
    if (said && stemsOf(title).join(" ") === said) scores.set(number, (scores.get(number) ?? 0) + OF_THE_TITLE);
  });
}

/** Whether somebody's own words, of any length, hold something that is never left without "Get help now". */
export function namesDanger(text, index) {
  const said = withoutSmall(tokens(text).map(stem), index);
  const isSaid = (phrase) => said.some((_, at) => startsWith(said.slice(at), phrase));
  return index.danger.some(isSaid);
}

/** Words of danger put "Get help now" before all else. */
function addHelp(query, index, scores) {
  if (index.help >= 0 && namesDanger([...query].slice(0, MOST_LETTERS).join(""), index)) scores.set(index.help, (scores.get(index.help) ?? 0) + OF_DANGER);
}

/** @returns {{slug: string, title: string, summary: string, topic: string}[]} the best first, at most 20 */
export function find(query, index) {
  const asked = groups(query, index);
  const scores = new Map();
  for (const group of asked) {
    for (const [number, score] of groupScores(group, index)) {
      const [sum, matched] = scores.get(number) ?? [0, 0];
      scores.set(number, [sum + score, matched + 1]);
    }
  }
  const sums = new Map([...scores].map(([number, [sum, matched]]) => [number, rounded(sum * (matched / asked.length) ** 2)]));
  const bestOfWords = Math.max(0, ...sums.values());
  addTitles(query, index, sums);
  addHelp(query, index, sums);
  const final = [...sums];
  final.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const shown = final.slice(0, MOST_HITS).filter(([, score]) => score >= RELEVANT * bestOfWords);
  return shown.map(([number]) => index.documents[number]);
}
