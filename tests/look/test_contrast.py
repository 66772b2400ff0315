"""The ratios written beside the colours in tokens.css are true, and enough (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "frontend_static/css/tokens.css").read_text()
LEAST = {"text": 4.5, "mark": 3.0}
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});(?: /\* (?:(text|mark) on ([^;*]+))?)?")


def block(start: str) -> str:
    """What stands between `start` and the next closing brace."""
    return CSS.split(start, 1)[1].split("}", 1)[0]


BLOCKS = {
    "light": block(":root {\n  color-scheme: light;"),
    "dark": block(':root:not([data-theme="light"]) {\n    color-scheme: dark;'),
    "chosen dark": block(':root[data-theme="dark"] {\n  color-scheme: dark;'),
}
COLOURS = {theme: {name: value for name, value, *_ in COLOUR.findall(text)} for theme, text in BLOCKS.items()}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs():
    for theme in ("light", "dark"):
        for name, _value, kind, grounds in COLOUR.findall(BLOCKS[theme]):
            for ground in filter(None, grounds.strip().split(", ")):
                yield pytest.param(theme, name, kind, *ground.split(), id=f"{theme}: {name} on {ground}")


@pytest.mark.parametrize(("theme", "name", "kind", "ground", "written"), list(pairs()))
def test_a_colour_is_read_on_every_ground_that_it_stands_on(theme, name, kind, ground, written):
    measured = ratio(COLOURS[theme][name], COLOURS[theme][ground])
    assert measured >= LEAST[kind], f"--{name} on --{ground} is {measured:.2f}; {kind} needs {LEAST[kind]}"
    assert 0 <= measured - float(written) < 0.1, f"write {int(measured * 10) / 10} beside --{name} on {ground}, not {written}"


def test_both_themes_measure_the_same_pairs():
    told = {theme: {(n, k, *re.findall(r"[a-z][\w-]*", g)) for n, _, k, g in COLOUR.findall(BLOCKS[theme]) if k} for theme in ("light", "dark")}
    assert told["light"] == told["dark"]
    assert len(told["light"]) > 15


def test_dark_is_one_theme_written_twice():
    assert COLOURS["dark"] == COLOURS["chosen dark"]
    assert COLOURS["dark"].keys() == COLOURS["light"].keys()


def test_no_colour_is_written_outside_the_tokens():
    others = (path for path in (ROOT / "frontend_static/css").glob("*.css") if path.name != "tokens.css")
    found = {path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", path.read_text()) for path in others}
    assert not {name: values for name, values in found.items() if values}, "use a name from tokens.css"


def test_the_browser_bar_has_the_colour_of_the_page():
    base = (ROOT / "backend/templates/base.html").read_text()
    for theme in ("light", "dark"):
        assert f'media="(prefers-color-scheme: {theme})" content="{COLOURS[theme]["page"]}"' in base
