"""How hard an English text is to read: Flesch–Kincaid grade level (Kincaid and others, 1975) and SMOG (McLaughlin, 1969).

A guide for writers, not a proof: whether people understand is found out with people.
"""

import math
import re
from dataclasses import dataclass

MAX_GRADE = 6.0
MAX_SMOG = 8.0
MIN_SMOG_SENTENCES = 30
MAX_SENTENCE_WORDS = 25
MAX_MEAN_WORDS = 15
MAX_PARAGRAPH_SENTENCES = 3
MAX_IN_SHORT_WORDS = 60
LONG_WORD_SYLLABLES = 3


_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[aeiouy]le|[^aeiouytd]ed|[^aeiouscxzgy]es)$")
_SILENT_INSIDE = re.compile(r"(?<=[^aeiou])e(?=(?:ly|ment|ful|less|time|thing)s?$)")
_SPLIT = re.compile(r"i[ao]|[aeiouy]ing|eo|ua|creat(?!u)|(?<!fr)ie[tn]|(?<![qg])ui[dn]")
_JOINED = re.compile(r"[ct]i(?:on|an|al|ou)|(?<!s)[ct]ien|[sg]ion|[gq]ua")
_IRREGULAR = {"anyone": 3, "area": 3, "areas": 3, "diabetes": 4, "every": 2, "everyone": 3, "idea": 3, "people": 2, "someone": 2, "tongue": 1}


@dataclass(frozen=True)
class Counts:
    words: int
    sentences: int
    syllables: int


def syllables(word: str) -> int:
    """Syllables of one English word, by rule; a number such as 112 counts as its digits."""
    if word[0].isdigit():
        return len(word)
    letters = re.sub(r"['’].*", "", word.lower())
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    count = len(_VOWELS.findall(letters)) + len(_SPLIT.findall(letters)) - len(_JOINED.findall(letters))
    count -= len(_SILENT_INSIDE.findall(letters)) + len(_SILENT_END.findall(letters))
    return max(1, count)


def words(text: str) -> list[str]:
    return _WORD.findall(text)


# Names of illnesses, medicines, tests and professions, and words that no plainer one replaces. Left out of SMOG, never of the grade.
_UNAVOIDABLE = (
    "lumbosacral plexopathy neuropathy radiculopathy radiculoplexus sciatica diabetes diabetic amyotrophy allodynia gabapentin "
    "pregabalin nortriptyline desipramine amitriptyline duloxetine venlafaxine lidocaine naproxen ibuprofen diclofenac paracetamol "
    "opioid opioids antidepressant antidepressants tricyclic tricyclics medicine medicines exercise exercises "
    "therapist therapists therapy physiotherapist physiotherapists physiotherapy pharmacist pharmacists pharmacy hospital specialist "
    "specialists neurologist neurologists surgeon operation operations injection injections emergency electrical neurography radiation "
    "infection "
)
UNAVOIDABLE = frozenset(words(_UNAVOIDABLE))


def sentences(text: str) -> list[str]:
    """Sentences of plain text: a line break ends one too, as a list item has no full stop."""
    parts = (part for line in text.splitlines() for part in _SENTENCE_END.split(line))
    return [part.strip() for part in parts if _WORD.search(part)]


def count(text: str) -> Counts:
    all_words = words(text)
    return Counts(len(all_words), len(sentences(text)), sum(syllables(word) for word in all_words))


def grade(counts: Counts) -> float:
    """0.39 × words per sentence + 11.8 × syllables per word − 15.59; no words is grade 0."""
    if not counts.words:
        return 0.0
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def smog(text: str) -> float:
    """1.0430 × √(long words × 30 / sentences) + 3.1291; long words have 3 syllables or more, the unavoidable ones left out.

    Made for 30 sentences or more: for a shorter text the figure says little. No sentences: 0.
    """
    said = len(sentences(text))
    if not said:
        return 0.0
    return smog_grade(sum(map(is_long, words(text))), said)


def smog_grade(long_words: int, said: int) -> float:
    return 1.0430 * math.sqrt(long_words * 30 / said) + 3.1291


def is_long(word: str) -> bool:
    return word[0].isalpha() and word.lower().removesuffix("'s").removesuffix("’s") not in UNAVOIDABLE and syllables(word) >= LONG_WORD_SYLLABLES


def mean_words(text: str) -> float:
    """Words in a sentence, on average; 0 for no sentences."""
    said = len(sentences(text))
    return len(words(text)) / said if said else 0.0


def without(text: str, names: tuple[str, ...]) -> str:
    """The text with names that cannot be said more simply replaced by a plain word, for the second figure."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "name", text, flags=re.IGNORECASE)
    return text
