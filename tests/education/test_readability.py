"""The reading grade, against worked examples that others published."""

import pytest

from backend.education.cards import cards
from backend.education.checks import plain_faults
from backend.education.grades import NAMES, TABLE, document
from backend.education.library import load_all
from backend.education.readability import (
    MAX_GRADE,
    MAX_SENTENCE_WORDS,
    UNAVOIDABLE,
    Counts,
    count,
    grade,
    is_long,
    sentences,
    smog,
    smog_grade,
    syllables,
    without,
    words,
)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        (Counts(words=13, sentences=1, syllables=24), 11.3),  # Wikipedia: the Australian platypus
        (Counts(words=432, sentences=34, syllables=607), 5.9),  # a published score of a sea story
        (Counts(words=6, sentences=1, syllables=6), -1.4),  # The cat sat on the mat
        (Counts(words=1, sentences=1, syllables=1), -3.4),  # the lowest grade there is
    ],
)
def test_the_formula_gives_the_published_grades(counts: Counts, published: float) -> None:
    assert grade(counts) == pytest.approx(published, abs=0.06)


def test_a_published_sentence_is_counted_as_published() -> None:
    text = "This sentence, taken as a reading passage unto itself, is being used to prove a point."
    assert count(text) == Counts(words=16, sentences=1, syllables=23)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("leg", 1),
        ("nerves", 1),
        ("pages", 2),
        ("numbness", 2),
        ("called", 1),
        ("wanted", 2),
        ("table", 2),
        ("sometimes", 2),
        ("quiet", 2),
        ("serious", 3),
        ("information", 4),
        ("sciatica", 4),
        ("lumbosacral", 4),
        ("plexopathy", 4),
        ("gabapentin", 4),
        ("112", 3),
    ],
)
def test_syllables_of_words_that_the_articles_use(word: str, expected: int) -> None:
    assert syllables(word) == expected


def test_a_line_of_a_list_is_a_sentence() -> None:
    assert sentences("You may have:\nweak muscles\nnumb skin. Or both.") == ["You may have:", "weak muscles", "numb skin.", "Or both."]


def test_empty_text_has_grade_zero() -> None:
    assert grade(count("")) == 0.0


def test_names_that_cannot_be_said_more_simply_can_be_left_out() -> None:
    assert without("Gabapentin or pregabalin helps", NAMES) == "name or name helps"


@pytest.mark.parametrize(("long_words", "published"), [(1, 4), (4, 5), (9, 6), (16, 7), (25, 8), (36, 9), (49, 10), (64, 11), (81, 12)])
def test_smog_gives_the_grades_of_the_published_conversion_table(long_words: int, published: int) -> None:
    assert int(smog_grade(long_words, 30)) == published  # McLaughlin's table for 30 sentences: 3 + √(nearest square)


def test_smog_counts_words_of_three_syllables_and_leaves_out_the_unavoidable() -> None:
    assert [word for word in words("Gabapentin is another medicine. Remember 112.") if is_long(word)] == ["another", "Remember"]


def test_smog_of_nothing_is_zero() -> None:
    assert smog("") == 0.0


def test_every_unavoidable_word_is_one_that_smog_would_count() -> None:
    assert [word for word in UNAVOIDABLE if syllables(word) < 3] == []


def test_the_table_in_the_documents_is_that_of_the_texts() -> None:
    assert TABLE.read_text(encoding="utf-8") == document(), "Run: manage.py content grades --write"


@pytest.mark.parametrize("slug", sorted(load_all()))
def test_every_article_is_plain(slug: str) -> None:
    assert [str(fault) for fault in plain_faults(load_all()[slug])] == []


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.slug)
def test_every_card_is_plain(card) -> None:  # type: ignore[no-untyped-def]
    assert grade(count(without(card.text, NAMES))) <= MAX_GRADE
    assert [line for line in sentences(card.text) if len(words(line)) > MAX_SENTENCE_WORDS] == []
