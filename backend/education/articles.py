"""One article: what its file holds, and what a page makes of it."""

import datetime
import math
from dataclasses import dataclass
from pathlib import Path

from backend.education.files import NOT_REVIEWED, SourceFile, read
from backend.education.markup import Block, ContentError, drawings, split_blocks
from backend.education.sources import SOURCES, Source, named
from backend.education.topics import ANY_PHASE, AUDIENCES, PHASES, TOPICS, Topic

DEFAULT_LANGUAGE = "en"
STATUSES = {"draft", "in review", "approved"}
SERVED = {"in review", "approved"}
LAYOUTS = {"article", "help", "faq", "words", "exercise"}
MAX_DAYS_OF_MEDICINES = 366  # from one check to the next
MAX_TITLE, MAX_SUMMARY, MAX_KEYWORDS, MAX_STAGE = 60, 155, 12, 4
WORDS_A_MINUTE = 130  # someone who is tired and in pain
NOT_FOR_PATIENTS = ("professionals",)
_FIELDS = {
    *("title", "slug", "summary", "in_short", "layout", "topic", "order", "phases", "audience", "keywords", "sources", "author", "status", "related"),
    *("reviewer", "reviewed_on", "last_checked", "next_check", "version", "stage", "drawing"),
}


@dataclass(frozen=True)
class Article:
    """`stage` (1 to 4) and `drawing` belong to exercises; they are None and "" elsewhere. `keywords` are found by search and shown nowhere."""

    slug: str
    title: str
    summary: str
    in_short: str
    layout: str
    topic_code: str
    order: int
    phases: tuple[str, ...]
    audience: tuple[str, ...]
    keywords: tuple[str, ...]
    source_keys: tuple[str, ...]
    author: str
    reviewer: str
    reviewed_on: datetime.date | None
    status: str
    last_checked: datetime.date
    next_check: datetime.date
    version: int
    related: tuple[str, ...]
    stage: int | None
    drawing: str
    language: str
    blocks: tuple[Block, ...]

    @property
    def topic(self) -> Topic:
        return TOPICS[self.topic_code]

    @property
    def sources(self) -> tuple[Source, ...]:
        return named(self.source_keys, self.language)

    @property
    def text(self) -> str:
        """What a patient reads; the fold for professionals is not part of it."""
        return "\n".join([self.in_short, *(block.text for block in self.plain_blocks)])

    @property
    def plain_blocks(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind not in NOT_FOR_PATIENTS)

    @property
    def minutes(self) -> int:
        return max(1, math.ceil(len(self.text.split()) / WORDS_A_MINUTE))

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of its headings, in order."""
        return tuple(anchor for block in self.blocks for anchor in block.anchors)

    def is_of(self, phase: str) -> bool:
        """Is it about this phase of treatment? One for any phase is not: a chosen phase is a short list. Page, script and API say the same."""
        return phase in self.phases

    def is_overdue(self, today: datetime.date) -> bool:
        return today > self.next_check


def load_article(path: Path, language: str = DEFAULT_LANGUAGE) -> Article:
    """One article from its file; ContentError names every fault in it."""
    file = read(path)
    file.only(_FIELDS)
    last_checked, next_check = file.checked()
    reviewer, reviewed_on = file.review()
    article = Article(
        slug=file.slug(),
        title=file.text("title", most=MAX_TITLE),
        summary=file.text("summary", most=MAX_SUMMARY),
        in_short=file.text("in_short"),
        layout=file.choice("layout", LAYOUTS, default="article"),
        topic_code=file.choice("topic", set(TOPICS)),
        order=file.whole("order"),
        phases=file.choices("phases", {*PHASES, ANY_PHASE}),
        audience=file.choices("audience", set(AUDIENCES)),
        keywords=file.choices("keywords", least=0, most=MAX_KEYWORDS),
        source_keys=file.choices("sources", set(SOURCES)),
        author=file.text("author"),
        reviewer=reviewer,
        reviewed_on=reviewed_on,
        status=file.choice("status", STATUSES),
        last_checked=last_checked,
        next_check=next_check,
        version=file.whole("version"),
        related=file.choices("related", least=0),
        stage=_stage(file),
        drawing=_drawing(file),
        language=language,
        blocks=_blocks(file),
    )
    _refuse_unread_approval(file, article)
    _refuse_late_medicines(file, article)
    file.finish()
    return article


def _refuse_unread_approval(file: SourceFile, article: Article) -> None:
    if article.status == "approved" and article.reviewer == NOT_REVIEWED:
        file.fault("status", "is 'approved', but no clinician is named as reviewer")


def _refuse_late_medicines(file: SourceFile, article: Article) -> None:
    if article.topic_code == "medicines" and (article.next_check - article.last_checked).days > MAX_DAYS_OF_MEDICINES:
        file.fault("next_check", "medicines are checked at least every 12 months")


def _stage(file: SourceFile) -> int | None:
    if "stage" not in file.meta:
        return None
    stage = file.whole("stage")
    if stage > MAX_STAGE:
        file.fault("stage", f"must be 1 to {MAX_STAGE}")
    return stage


def _drawing(file: SourceFile) -> str:
    name = file.text("drawing", default="")
    if name and name not in drawings():
        file.fault("drawing", f"there is no drawing '{name}'")
    return name


def _blocks(file: SourceFile) -> tuple[Block, ...]:
    try:
        return split_blocks(file.body, file.body_line, file.name)
    except ContentError as error:
        file.faults += error.faults
        return ()
