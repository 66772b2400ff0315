"""What a page shows of an article: its blocks as HTML, with the first use of each hard word linked, and what search engines are told."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from backend.education.articles import Article
from backend.education.markup import Block, linked_words, to_html
from backend.education.vocabulary import WordLinks

AUDIENCE_TYPES = {"patient": "Patient", "carer": "Caregiver", "professional": "Clinician"}
LINKED = ("prose", "carers")  # kinds of parts whose hard words lead to their meaning
CONDITION = {"@type": "MedicalCondition", "name": "Lumbosacral plexopathy", "code": {"@type": "MedicalCode", "code": "G54.1", "codingSystem": "ICD-10-CM"}}


@dataclass(frozen=True)
class Part:
    """One block as the page shows it; `first_question` numbers its questions within the article, from 0."""

    block: Block
    html: SafeString
    first_question: int

    @property
    def kind(self) -> str:
        return self.block.kind

    @property
    def title(self) -> str:
        return self.block.title

    @property
    def questions(self) -> list[tuple[int, str]]:
        return list(enumerate(self.block.items, self.first_question)) if self.kind == "ask" else []


@lru_cache(maxsize=512)
def parts(item: Article) -> tuple[Part, ...]:
    """The blocks of an article, ready for its page."""
    linked = [words for block in item.blocks for words in linked_words(block.source)]
    link_words = WordLinks(item.language, item.slug, linked) if item.layout != "words" else None
    made: list[Part] = []
    asked = 0
    for block in item.blocks:
        made.append(Part(block, to_html(block.source, link_words if block.kind in LINKED else None), asked))
        asked += len(block.items) if block.kind == "ask" else 0
    return tuple(made)


def question(item: Article, number: int) -> str:
    """The question of that number to ask, from 0; IndexError where there is none."""
    return [text for part in parts(item) for _number, text in part.questions][number]


def questions_of_faq(item: Article) -> list[tuple[str, str]]:
    """(question, answer in HTML) for each heading of a page of questions."""
    found: list[tuple[str, str]] = []
    for block in item.blocks:
        if block.kind == "prose":
            found += [(heading, str(to_html(body))) for heading, body in block.sections if heading]
    return found


def for_search_engines(item: Article, address: str) -> dict[str, Any]:
    """What the page is, in the words of schema.org."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": item.title,
        "description": item.summary,
        "url": address,
        "inLanguage": item.language,
        "about": CONDITION,
        "audience": [{"@type": "MedicalAudience", "audienceType": AUDIENCE_TYPES[one]} for one in item.audience],
        "author": {"@type": "Organization", "name": item.author},
        "isAccessibleForFree": True,
    }
    if item.reviewed_on:
        told |= {"lastReviewed": item.reviewed_on.isoformat(), "reviewedBy": {"@type": "Person", "name": item.reviewer}}
    if item.layout == "faq":
        told["@type"] = ["MedicalWebPage", "FAQPage"]
        told["mainEntity"] = [
            {"@type": "Question", "name": asked, "acceptedAnswer": {"@type": "Answer", "text": answer}} for asked, answer in questions_of_faq(item)
        ]
    return told
