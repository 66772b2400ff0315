"""How hard each text for patients is to read, as a table: docs/content/readability.md holds it, and a test recomputes it."""

from django.conf import settings

from backend.education.articles import DEFAULT_LANGUAGE
from backend.education.cards import cards
from backend.education.library import load_all
from backend.education.readability import MIN_SMOG_SENTENCES, count, grade, mean_words, sentences, smog, without, words

TABLE = settings.BASE_DIR / "docs" / "content" / "readability.md"
NAMES = ("lumbosacral plexopathy", "plexopathy", "lumbosacral", "gabapentin", "pregabalin", "amitriptyline", "nortriptyline", "duloxetine", "venlafaxine")

_HEAD = """# How hard the texts are to read

Written by `manage.py content grades --write`; a test recomputes every figure. English only: the formulas were made for it.

- **Grade**: Flesch–Kincaid grade of *In short* and the article, names of illnesses and medicines counted. At most 6.
- **Without names**: the same with those names replaced by a plain word. For a look, not a limit.
- **SMOG**: where there are 30 sentences or more, the words listed in `backend/education/readability.py` left out. At most 8.
- **Words**: of one sentence, on average (at most 15) and in the longest (at most 25). Paragraphs have at most 3 sentences.

A formula is a guide for writers. Whether people understand is found out with people: that has not been done yet.

"""
_COLUMNS = "| Text | Words | Grade | Without names | SMOG | Words in a sentence | Longest |\n| --- | --- | --- | --- | --- | --- | --- |\n"


def document() -> str:
    return f"{_HEAD}{table()}\n"


def table() -> str:
    """Every article and card of the first language, a row each."""
    texts = {item.slug: item.text for item in load_all(DEFAULT_LANGUAGE).values()}
    texts |= {f"card {item.slug}": item.text for item in cards(DEFAULT_LANGUAGE)}
    return _COLUMNS + "\n".join(_row(name, text) for name, text in texts.items())


def _row(name: str, text: str) -> str:
    said = sentences(text)
    figures = (
        f"{len(words(text))}",
        f"{grade(count(text)):.1f}",
        f"{grade(count(without(text, NAMES))):.1f}",
        f"{smog(text):.1f}" if len(said) >= MIN_SMOG_SENTENCES else "–",
        f"{mean_words(text):.1f}",
        f"{max((len(words(one)) for one in said), default=0)}",
    )
    return f"| {name} | {' | '.join(figures)} |"
