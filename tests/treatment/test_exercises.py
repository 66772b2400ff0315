"""The library of exercises is that of Learn."""

import pytest

from backend.education import library
from backend.treatment.exercises import ALL, EXERCISES, STAGES


def test_every_exercise_of_learn_is_in_the_library():
    assert {one.slug for one in library.articles("en") if one.layout == "exercise"} == set(EXERCISES)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.slug)
def test_an_exercise_says_what_its_article_says(one):
    article = library.article(one.slug, "en")
    assert (str(one.name), one.stage or None, one.drawing) == (article.title, article.stage, article.drawing)
    said = " ".join(article.text.split())
    assert str(one.caution).lower() in said.lower()


def test_a_nerve_slide_alone_is_off_until_it_was_taught():
    assert [one.slug for one in ALL if one.only_if_taught] == ["nerve-slide"]
    assert EXERCISES["nerve-slide"].stage not in STAGES
