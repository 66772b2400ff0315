"""Hard words are explained once for all, and linked where an article first uses them."""

from pathlib import Path

import pytest
from django.test import Client

from backend.education import vocabulary
from backend.education.articles import Article
from backend.education.library import article, articles
from backend.education.markup import ContentError, to_html
from backend.education.readability import MAX_GRADE, MAX_SENTENCE_WORDS, count, grade, sentences, words
from backend.education.reading import parts
from backend.education.vocabulary import WordLinks, load_terms


def linked(source: str, slug: str = "elsewhere") -> str:
    return to_html(source, WordLinks("en", slug))


def test_the_first_use_of_a_word_is_linked_and_no_other() -> None:
    html = linked("An EMG is a test. The EMG takes an hour.")
    assert html.count('<a href="/learn/words/#w-emg" class="term"') == 1
    assert html.index("term") < html.index("takes")


def test_a_heading_and_a_link_are_left_as_they_are() -> None:
    assert "term" not in linked("## An EMG\n\n[The EMG](/learn/emg-and-nerve-tests/) is a test.")


def test_a_word_inside_another_is_not_linked() -> None:
    assert "term" not in linked("An EMGX, and a contest.")


def test_the_longest_form_is_linked() -> None:
    assert "#w-lumbar-puncture" in linked("You may have a lumbar puncture.")


def test_the_page_that_explains_a_word_does_not_link_it() -> None:
    own = next(term for term in load_terms() if term.article)
    assert own.anchor not in linked(f"This is about {own.name}.", own.article)


def test_words_that_the_article_links_elsewhere_lead_to_one_place() -> None:
    assert "term" not in to_html("An EMG is a test.", WordLinks("en", "elsewhere", ["emg"]))


def test_words_are_linked_across_the_parts_of_an_article_once() -> None:
    def uses(item: Article) -> list[str]:
        pieces = "".join(part.html for part in parts(item)).split("#w-")[1:]
        return [piece.split('"')[0] for piece in pieces]

    assert {item.slug: uses(item) for item in articles() if len(uses(item)) != len(set(uses(item)))} == {}


def test_the_fold_for_professionals_is_not_linked() -> None:
    folds = [part for item in articles() for part in parts(item) if part.kind == "professionals"]
    assert folds
    assert [part for part in folds if 'class="term"' in part.html] == []


def test_every_word_is_explained_in_plain_words() -> None:
    hard = {term.name: grade(count(term.means)) for term in load_terms() if grade(count(term.means)) > MAX_GRADE}
    long = [term.name for term in load_terms() for sentence in sentences(term.means) if len(words(sentence)) > MAX_SENTENCE_WORDS]
    assert (hard, long) == ({}, [])


def test_every_word_leads_to_an_article_that_is_there() -> None:
    there = {item.slug for item in articles()}
    assert [term.name for term in load_terms() if term.article and term.article not in there] == []


@pytest.mark.django_db
def test_the_page_of_words_shows_each_with_its_anchor() -> None:
    page = Client().get("/learn/words/").content.decode()
    assert [term.name for term in load_terms() if f'id="{term.anchor}"' not in page] == []
    assert article("words").layout == "words"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[word]]\nterm = "EMG"', "a word needs 'term' and 'means'"),
        ('[[word]]\nterm = "EMG"\nmeans = "A test."\n[[word]]\nterm = "Nerve test"\nalso = ["emg"]\nmeans = "A test."', "'emg' is explained twice"),
        ("[[word", "cannot be read"),
    ],
)
def test_a_fault_of_the_words_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "words.toml").write_text(text)
    with pytest.raises(ContentError, match=r"words\.toml:1: ") as error:
        load_terms("en", folder=tmp_path)
    assert fault in str(error.value)


def test_a_language_without_words_links_none() -> None:
    assert load_terms("xx") == ()
    assert "term" not in to_html("An EMG.", WordLinks("xx", "elsewhere"))
    assert vocabulary.WORDS_PAGE == "/learn/words/"
