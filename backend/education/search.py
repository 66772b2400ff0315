"""Search that forgives: one index, built here, that serves the page, the API and the phone (frontend_static/js/search.js does the same sums).

A query becomes groups, one for each thing it says; a group holds stems that may stand for it. A document's score is the sum over
the groups of its best stem, weight × how rare the stem is × how well it fits (whole, beginning, or within 1 or 2 wrong letters),
times the square of the share of groups that it has at all. Words of danger put "Get help now" before all others.
"""

import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from backend.education.articles import DEFAULT_LANGUAGE, Article
from backend.education.files import CONTENT, display_name
from backend.education.library import HELP, articles, current_language
from backend.education.markup import ContentError, Fault

MOST_LETTERS = 100
MOST_HITS = 20
MIN_PREFIX = 3
MIN_FUZZY, MIN_FUZZY_2 = 4, 8  # letters typed, for 1 and for 2 wrong ones
MIN_STEM, MIN_STEM_2 = 3, 7  # letters of its stem that are left to go by
MIN_WEIGHT = 3  # of a word that is guessed at: in a title, a keyword, a summary or often in the text, not once in passing
WHOLE, PREFIX, FUZZY, IN_A_PHRASE = 1.0, 0.6, 0.5, 0.2
WEIGHTS = {"title": 10, "keywords": 8, "headings": 5, "summary": 4, "in_short": 3, "body": 1}
RELEVANT = 0.2  # of the best score: what is further off is not shown
OF_THE_TITLE = 1000.0  # whoever types a title whole means that article
OF_DANGER = 10_000.0  # whatever else was typed
MOST_BODY = 6  # however often a word stands in the text

IN_FULL = {"cant": ("cannot", "can not"), "dont": ("do not",), "wont": ("will not",)}

_TOKEN = re.compile(r"[^\W_]+")  # of any script
Group = list[tuple[str, float]]
Postings = dict[str, dict[int, int]]


@dataclass(frozen=True)
class Meaning:
    """What people type, as stems, and the stems that the texts have for it."""

    said: tuple[str, ...]
    find: tuple[str, ...]


class Synonyms(NamedTuple):
    """`left_out`: words that a query does without. `danger`: what is never answered without "Get help now" before all else."""

    meanings: tuple[Meaning, ...] = ()
    left_out: frozenset[str] = frozenset()
    danger: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Index:
    documents: tuple[Article, ...]
    postings: Postings
    meanings: tuple[Meaning, ...]
    left_out: frozenset[str]
    danger: tuple[tuple[str, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """For the phone. Postings are "document:weight" pairs in one text for each stem."""
        return {
            "documents": [[item.slug, item.title, item.summary, item.topic_code] for item in self.documents],
            "postings": {stem: " ".join(f"{number}:{weight}" for number, weight in sorted(found.items())) for stem, found in sorted(self.postings.items())},
            "meanings": [[list(meaning.said), list(meaning.find)] for meaning in self.meanings],
            "leftOut": sorted(self.left_out),
            "danger": [list(said) for said in self.danger],
            "help": HELP,
        }


def tokens(text: str) -> list[str]:
    """Words without case, accents and signs."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("'", ""))
    return _TOKEN.findall("".join(letter for letter in plain if not unicodedata.category(letter).startswith("M")))


def stem(word: str) -> str:
    """A word without the ends that change with grammar: needles and needle, walked and walk, numbing and numb meet."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("edly", 7), ("ed", 5), ("es", 5), ("ly", 6), ("ness", 7), ("s", 4), ("e", 5)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return stem(word[: -len(ending)])
    if word.endswith("ness") and len(word) >= 7:
        return stem(word[:-4])
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        return word[:-1]
    return word


def stems(text: str) -> list[str]:
    return [stem(word) for word in tokens(text)]


@lru_cache
def synonyms(language: str, *, folder: Path = CONTENT) -> Synonyms:
    """What content/<language>/search.toml says. ContentError where it cannot be read."""
    path = folder / language / "search.toml"
    if not path.exists():
        return Synonyms()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        pairs = [(said, row["find"]) for row in data.get("meaning", []) for said in row["said"]]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ContentError([Fault(display_name(path), 1, f"cannot be read: {error}")]) from error
    left_out = frozenset(stems(" ".join(data.get("left_out", []))))
    meanings = {Meaning(_without(stems(said), left_out), tuple(dict.fromkeys(one for text in find for one in stems(text)))) for said, find in pairs}
    longest_first = sorted(meanings, key=lambda meaning: (-len(meaning.said), meaning.said))
    danger = sorted({_without(stems(said), left_out) for text in data.get("danger", []) for said in in_full(text)})
    return Synonyms(tuple(longest_first), left_out, tuple(danger))


def in_full(phrase: str) -> set[str]:
    """A phrase of danger, and the same in full: "cant pee" is also "cannot pee" and "can not pee"."""
    first, _blank, rest = phrase.partition(" ")
    return {phrase, *(f"{words} {rest}" for words in IN_FULL.get(first, ()))}


def _without(said: list[str], left_out: frozenset[str]) -> tuple[str, ...]:
    """All of them where nothing else is left."""
    return tuple(one for one in said if one not in left_out) or tuple(said)


@lru_cache
def index(language: str = DEFAULT_LANGUAGE) -> Index:
    documents = articles(language)
    meanings, left_out, danger = synonyms(language)
    postings: Postings = defaultdict(dict)
    for number, item in enumerate(documents):
        for found, weight in _weights(item).items():
            if found not in left_out:
                postings[found][number] = weight
    return Index(documents, dict(postings), meanings, left_out, danger)


def _weights(item: Article) -> dict[str, int]:
    headings = " ".join(heading for block in item.plain_blocks for heading, _body in block.sections)
    fields = {"title": item.title, "keywords": " ".join(item.keywords), "headings": headings, "summary": item.summary, "in_short": item.in_short}
    found: dict[str, int] = defaultdict(int)
    for field, text in fields.items():
        for one in set(stems(text)):
            found[one] += WEIGHTS[field]
    body: dict[str, int] = defaultdict(int)
    for one in stems(item.text):
        body[one] += WEIGHTS["body"]
    for one, times in body.items():
        found[one] += min(times, MOST_BODY)
    return found


def groups(query: str, found: Index) -> list[Group]:
    """What the query says, thing by thing. Its last word may be unfinished."""
    typed = {stem(word): len(word) for word in tokens(query[:MOST_LETTERS])}
    said = _without(stems(query[:MOST_LETTERS]), found.left_out)
    made: list[Group] = []
    at = 0
    while at < len(said):
        meaning = next((one for one in found.meanings if said[at : at + len(one.said)] == one.said), None)
        length = len(meaning.said) if meaning else 1
        made.append(_alternatives(said[at : at + length], meaning, typed, found))
        at += length
    return made


def _alternatives(said: tuple[str, ...], meaning: Meaning | None, typed: dict[str, int], found: Index) -> Group:
    """The single words of a phrase say little: "pins and needles" is not about needles."""
    made: dict[str, float] = {}
    own = IN_A_PHRASE if len(said) > 1 else WHOLE
    for one, factor in (*((word, own) for word in said), *((word, WHOLE) for word in (meaning.find if meaning else ()))):
        for candidate, fit in _fitting(one, typed.get(one, len(one)), found):
            made[candidate] = max(made.get(candidate, 0.0), factor * fit)
    return sorted(made.items())


def _fitting(word: str, typed: int, found: Index) -> list[tuple[str, float]]:
    """Stems of the index that stand for a stem of a word of `typed` letters: itself and longer ones; where there is none, what pages
    are about and a wrong letter or two away."""
    near = [(one, WHOLE if one == word else PREFIX) for one in found.postings if one == word or (len(word) >= MIN_PREFIX and one.startswith(word))]
    allowed = 2 if typed >= MIN_FUZZY_2 and len(word) >= MIN_STEM_2 else 1 if typed >= MIN_FUZZY and len(word) >= MIN_STEM else 0
    if near or not allowed:
        return near
    by_distance = [
        (distance(word, one, allowed), one) for one, at in found.postings.items() if abs(len(one) - len(word)) <= allowed and max(at.values()) >= MIN_WEIGHT
    ]
    least = min((far for far, _one in by_distance if far <= allowed), default=None)
    return [(one, FUZZY / far) for far, one in by_distance if far == least and far > 0]


def distance(left: str, right: str, most: int) -> int:
    """Letters to add, take away, change or swap with their neighbour (optimal string alignment); more than `most` is `most` + 1."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        current = [i]
        for j, other in enumerate(right, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return min(row[-1], most + 1)


def find(query: str, language: str = DEFAULT_LANGUAGE) -> list[Article]:
    """The articles that answer a query, the best first, at most 20; none for a query without a word."""
    found = index(language)
    asked = groups(query, found)
    scores: dict[int, float] = defaultdict(float)
    matched: dict[int, int] = defaultdict(int)
    for group in asked:
        for number, score in _group_scores(group, found).items():
            scores[number] += score
            matched[number] += 1
    final = {number: round(score * (matched[number] / len(asked)) ** 2, 6) for number, score in scores.items()}
    best_of_words = max(final.values(), default=0.0)
    said = stems(query[:MOST_LETTERS])
    for number, item in enumerate(found.documents):
        if said and stems(item.title) == said:
            final[number] = final.get(number, 0.0) + OF_THE_TITLE
    if is_danger(query[:MOST_LETTERS], found):
        final.update({number: final.get(number, 0.0) + OF_DANGER for number, item in enumerate(found.documents) if item.slug == HELP})
    best = sorted(final, key=lambda number: (-final[number], number))
    return [found.documents[number] for number in best[:MOST_HITS] if final[number] >= RELEVANT * best_of_words]


def names_danger(text: str) -> bool:
    """Whether somebody's own words, of any length, hold something that is never left without "Get help now". It says nothing about what they mean."""
    return is_danger(text, index(current_language()))


def is_danger(text: str, found: Index) -> bool:
    """Whether it says, word for word, something that the table of danger holds."""
    said = _without(stems(text), found.left_out)
    return any(said[at : at + len(phrase)] == phrase for phrase in found.danger for at in range(len(said)))


def _group_scores(group: Group, found: Index) -> dict[int, float]:
    best: dict[int, float] = defaultdict(float)
    for one, fit in group:
        postings = found.postings[one]
        rare = math.log(1 + len(found.documents) / len(postings))
        for number, weight in postings.items():
            best[number] = max(best[number], weight * rare * fit)
    return best
