"""The ledger of facts and conflicts (docs/content): every fact of the documents has its place, and no error of theirs comes back."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from backend.education.articles import Article
from backend.education.cards import cards
from backend.education.library import articles
from backend.education.markup import to_text
from backend.education.sources import SOURCES
from backend.education.vocabulary import load_terms

LEDGER = Path(settings.BASE_DIR) / "docs" / "content"
SECTIONS = [f"1.{number}" for number in range(1, 15)]
BLOCKS = {"in-short": 'class="in-short"', "professionals": 'data-for="professional"'}

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (LEDGER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = rows("facts.csv")
CONFLICTS = rows("conflicts.csv")
PLACES = FACTS + CONFLICTS


@cache
def page(slug: str) -> str:
    response = Client().get(f"/learn/{slug}/")
    return response.content.decode() if response.status_code == 200 else ""


def is_there(row: Row) -> bool:
    mark = BLOCKS.get(row["anchor"], f'id="{row["anchor"]}"')
    return mark in page(row["article"])


def for_patients(item: Article) -> str:
    """All that a patient reads or hears of an article, headings too; the fold for professionals is not part of it."""
    parts = [part for block in item.plain_blocks for part in (block.title, re.sub(r"^#+ ", "", block.source, flags=re.MULTILINE))]
    return "\n".join([item.title, item.summary, item.in_short, *(to_text(part) for part in parts)])


def sentences() -> Iterator[tuple[str, str]]:
    """(where, sentence) of articles, cards and the glossary."""
    texts = [(item.slug, for_patients(item)) for item in articles()]
    texts += [(f"card {card.slug}", card.text) for card in cards()]
    texts += [(f"word {term.name}", f"{term.name}. {term.means}") for term in load_terms()]
    for where, text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
            yield where, sentence.strip()


SENTENCES = list(sentences())


def said(*patterns: str) -> list[tuple[str, str]]:
    """The sentences for patients that every one of the patterns is found in."""
    return [(where, text) for where, text in SENTENCES if all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)]


# The ledger


def test_each_section_of_the_fact_sheet_is_in_the_ledger_and_in_order() -> None:
    assert list(dict.fromkeys(row["section"] for row in FACTS)) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_the_facts_of_a_section_are_numbered_without_a_gap(section: str) -> None:
    numbers = [row["id"] for row in FACTS if row["section"] == section]
    assert numbers == [f"{section}-{number:02d}" for number in range(1, len(numbers) + 1)]


def test_no_fact_is_listed_twice() -> None:
    facts = [(row["section"], row["fact"]) for row in FACTS]
    assert len(facts) == len(set(facts))


def test_each_fact_names_sources_of_the_register() -> None:
    assert [row["id"] for row in FACTS if not set(row["source"].split(";")) <= SOURCES.keys()] == []


def test_each_article_that_carries_a_fact_of_a_document_names_that_document() -> None:
    named = {item.slug: set(item.source_keys) for item in articles()}
    own = {"stride-own", "general-knowledge"}
    assert [row["id"] for row in FACTS if not (set(row["source"].split(";")) - own) <= named[row["article"]]] == []


@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["id"])
def test_a_row_leads_to_a_place_on_a_page_that_is_served(row: Row) -> None:
    assert is_there(row), f"/learn/{row['article']}/ has no '{row['anchor']}': mend docs/content/"


def test_an_article_that_cites_a_source_by_its_key_lists_it() -> None:
    cited = {(item.slug, key) for item in articles() for key in SOURCES if "-" in key and any(re.search(rf"\b{key}\b", block.text) for block in item.blocks)}
    listed = {(item.slug, key) for item in articles() for key in item.source_keys}
    assert cited
    assert cited - listed == set()


def test_each_conflict_of_the_documents_is_settled_once() -> None:
    assert [row["id"] for row in CONFLICTS] == [f"C{number}" for number in range(1, 21)]


def test_each_conflict_says_what_was_wrong_and_how_it_was_settled() -> None:
    assert [row["id"] for row in CONFLICTS if not (row["problem"] and row["settled"])] == []


# Errors of the documents that must not come back


def test_no_pain_is_put_in_an_arm_a_hand_or_fingers() -> None:
    assert (
        said(r"\b(arms?|forearms?|wrists?|hands?|fingers?)\b(?!-on)", r"\b(pain|pains|painful|hurts?|aches?|burns?|burning|stabs?|shoots?|tingles?|numb)\b")
        == []
    )


def test_no_cause_is_called_the_most_common_one() -> None:
    assert said(r"\b(most (common|frequent|usual)|commonest|main|leading) cause") == []


def test_no_dose_stands_outside_the_folds_for_professionals() -> None:
    assert said(r"\d\s?(mg|milligrams?|mcg|micrograms?)\b") == []


def test_no_sentence_tells_a_patient_to_take_a_named_medicine() -> None:
    names = "gabapentin|pregabalin|nortriptyline|desipramine|amitriptyline|duloxetine|venlafaxine|naproxen|ibuprofen|diclofenac"
    told = said(rf"^(please )?(take|start|use) ({names})\b")
    assert [(where, text) for where, text in told if "with or without food" not in text] == []


def test_no_medicine_is_called_a_first_choice() -> None:
    ranked = said(r"\b(first|second)[- ](choice|line)\b")
    assert [(where, text) for where, text in ranked if "not a first choice" not in text] == []


def test_no_medicine_or_treatment_is_called_the_best() -> None:
    assert said(r"\b(best|strongest|most effective) (medicine|treatment|choice|tablet|painkiller)s?\b|\bworks? better than\b") == []


def test_where_medicines_are_compared_the_page_says_that_none_is_known_to_be_best() -> None:
    assert "This table is not a ranking." in page("medicines-for-nerve-pain")


def test_spinal_cord_stimulation_has_no_timeline() -> None:
    assert said(r"\bspinal cord stimulat|\bstimulator\b", r"\b(\d+|six|twelve|some|a few) (days?|weeks?|months?)\b") == []
    text = next(item for item in articles() if item.slug == "nerve-blocks-and-stimulation")
    heading, section = next(pair for block in text.plain_blocks for pair in block.sections if pair[0] == "Spinal cord stimulation")
    assert not re.search(r"\b(day|week|month)s?\b", section), heading


def test_no_percentage_is_told_to_a_patient() -> None:
    assert said(r"%|\bper ?cent\b|\b\d+ (in|out of) (every )?(5|10|20|50|100|1,?000)\b|\bchances? (is|are|of)\b") == []


def test_numbers_of_a_study_come_with_the_word_that_they_cannot_tell_about_one_person() -> None:
    section = page("recovery").split('id="what-studies-found"')[1].split("<h2")[0]
    assert "all 42 got better" in section
    assert "They cannot tell you how it will go for you." in section


def test_recovery_is_not_promised() -> None:
    assert said(r"(?<!how well )(?<!how fast )\byou (will|are going to) (get better|heal|recover|be well|walk)\b|\bcures?\b|\bguarantee") == []


def test_opioids_are_not_forbidden() -> None:
    assert said(r"\bopioids?\b", r"\bnever\b(?! stop suddenly)|\bmust not\b|\bforbidden\b") == []


def test_opioids_are_not_a_first_choice_and_are_asked_about_before_start_and_stop() -> None:
    text = next(item.in_short for item in articles() if item.slug == "opioids")
    assert "not a first choice" in text
    assert "Ask before you start or stop" in text


def test_anti_inflammatory_medicines_are_left_to_the_prescriber_or_pharmacist() -> None:
    offered = [item for item in articles() if item.slug in {"anti-inflammatory-medicines", "first-4-weeks", "medicines-for-nerve-pain"}]
    assert [item.slug for item in offered if "only if your prescriber or pharmacist says so" not in to_text(for_patients(item)).lower()] == []


def test_heat_is_never_named_without_skin_that_feels_it() -> None:
    offered = [item for item in articles() if re.search(r"\b(offer|suggest|try|use|find that) (heat|warmth)\b", for_patients(item), re.IGNORECASE)]
    assert offered
    assert [item.slug for item in offered if not re.search(r"numb|feels? heat well", for_patients(item))] == []


def test_immune_treatment_is_told_with_the_lack_of_trials() -> None:
    text = next(item.in_short for item in articles() if item.slug == "steroids-and-immune-treatments")
    assert "Good trial evidence is lacking" in text


def test_no_advert_or_booking_call_is_carried_over() -> None:
    assert said(r"book (your|an|a free) |appointment today|call us now|whats ?app|wellness") == []


@pytest.mark.parametrize("words", [r"\bshould\b", "!", r"\bdrugs?\b", r"\bmedications?\b", r"\b(NHS|GP|A&E|999|111|911)\b"])
def test_words_that_blame_or_hold_in_one_country_only_stand_in_no_text_for_patients(words: str) -> None:
    assert [(where, text) for where, text in SENTENCES if re.search(words, text)] == []


# The list for clinical review


def test_every_article_stands_in_the_list_for_clinical_review() -> None:
    review = Path(settings.BASE_DIR / "docs/safety/clinical-review.md").read_text(encoding="utf-8").split("## Learn articles")[1].split("\n## ")[0]
    assert "all 16 exercises" in review
    named_as_one = {"exercise", "help"}
    assert [item.slug for item in articles() if item.layout not in named_as_one and f"`{item.slug}`" not in review] == []
