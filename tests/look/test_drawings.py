"""The drawings stand inline in pages of every language and both themes: shapes and numbers, no words and no colours of their own."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from backend.education.library import load_all

FOLDER = settings.BASE_DIR / "frontend_static" / "drawings"
DRAWINGS = {path.relative_to(FOLDER).with_suffix("").as_posix(): path for path in sorted(FOLDER.rglob("*.svg"))}
EXERCISES = {name for name in DRAWINGS if name.startswith("exercises/")}
STYLED = set(re.findall(r"\.([a-z][\w-]*)", (FOLDER / "drawings.css").read_text(encoding="utf-8")))
MOST_BYTES = 12_500
ELEMENTS = {"svg", "g", "path", "rect", "circle", "ellipse", "text"}
SHAPE = {"x", "y", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2", "d", "points", "width", "height", "transform", "viewBox"}
ATTRIBUTES = SHAPE | {"class", "aria-hidden", "focusable"}


def elements(path: Path) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(path.read_text(encoding="utf-8")).iter())


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_shapes_and_numbers_only(name: str) -> None:
    found = elements(DRAWINGS[name])
    assert {element.tag.rpartition("}")[2] for element in found} <= ELEMENTS
    assert {attribute for element in found for attribute in element.attrib} <= ATTRIBUTES
    assert [text for element in found for text in (element.text, element.tail) if text and not re.fullmatch(r"[\s\d]*", text)] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_hidden_from_screen_readers_and_painted_by_the_page(name: str) -> None:
    found = elements(DRAWINGS[name])
    assert found[0].get("aria-hidden") == "true"
    assert "drawing" in found[0].get("class", "").split()
    assert {one for element in found for one in element.get("class", "").split()} - STYLED == set()


def test_no_drawing_is_heavy() -> None:
    assert {name: path.stat().st_size for name, path in DRAWINGS.items() if path.stat().st_size > MOST_BYTES} == {}


def test_every_exercise_has_its_article_and_every_article_its_drawing() -> None:
    articles = {item.slug: item for item in load_all().values() if item.topic_code == "exercises"}
    assert {f"exercises/{slug}" for slug in articles} == EXERCISES
    shown = {item.slug: {block.title for block in item.blocks if block.kind == "drawing"} | {item.drawing} for item in articles.values()}
    assert {slug: names for slug, names in shown.items() if names != {f"exercises/{slug}"}} == {}
