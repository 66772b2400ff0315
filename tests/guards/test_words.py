"""What people read goes through gettext, wherever it stands: found in the source, also on pages that no test draws in another language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BACKEND, STATIC = ROOT / "backend", ROOT / "frontend_static"
NOT_FOR_PEOPLE = ("styleguide", "robots.txt", ".css")
TEMPLATES = [path for path in sorted(BACKEND.rglob("templates/**/*.*")) if not any(part in path.as_posix() for part in NOT_FOR_PEOPLE)]
SCRIPTS = [*sorted((STATIC / "js").glob("*.js")), STATIC / "service-worker.js"]
MODULES = [path for path in sorted(BACKEND.rglob("*.py")) if not {"migrations", "management", "runner"} & set(path.parts)]

WORD = re.compile(r"[A-Za-z]{2}")
PHRASE = re.compile(r"(?<![\w-])[A-Za-z]{2,},? [a-z]+(?![\w-])")
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,} [a-z]+|[A-Z][a-z]+ [a-z]+")
THE_SAME = re.compile(r"\bStride\b|\w+@demo\.example|stride-demo|UTC|&#?\w+;")
TRANSLATED = re.compile(r"{%\s*(blocktrans(?:late)?)\b.*?{%\s*end\1\s*%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.S)
NO_TEXT = re.compile(r"<script\b.*?</script>|<!--.*?-->|{%\s*block (?:\w*class|tab|\w*attributes|module)\s*%}.*?{%\s*endblock", re.S)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
SPOKEN = re.compile(r"\b(?:aria-label|title|alt|placeholder|data-label)=\"([^\"]*)\"")
OF_GETTEXT = re.compile(r"_\(\s*\"[^\"]*\"\s*\)|{%\s*trans(?:late)? .*?%}")


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") + "\0"


def hard_coded(template: str) -> Iterator[tuple[int, str]]:
    """(line, words) of what a template says by itself: in its text, in attributes that are read out, in what it hands to another."""
    plain = NO_TEXT.sub(_blank, TRANSLATED.sub(_blank, template))
    handed = OF_GETTEXT.sub(_blank, plain)
    yield from ((_line(handed, tag), said) for tag in TAG.finditer(handed) for said in re.findall(r'"([^"]*)"', tag[0]) if PHRASE.search(said))
    plain = TAG.sub(_blank, plain)
    yield from ((_line(plain, match), match[1]) for match in SPOKEN.finditer(plain) if WORD.search(THE_SAME.sub("", match[1])))
    for number, line in enumerate(re.sub(r"<[^>]*>", _blank, plain).splitlines(), 1):
        if WORD.search(THE_SAME.sub("", line)):
            yield number, line.replace("\0", "").strip()


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def test_no_template_says_a_word_by_itself() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}: {words}" for path in TEMPLATES for line, words in hard_coded(path.read_text(encoding="utf-8"))]
    assert found == [], 'Write {% translate "…" %}.'


def test_the_guard_sees_what_a_template_says() -> None:
    said = '{# note #}<p title="Call us">{% translate "Save" %} now</p>{{ day|default:"that day" }}{{ day|default:_("that day") }}'
    assert [words for _line, words in hard_coded(said)] == ["that day", "Call us", "now"]


def test_no_script_says_a_sentence_of_its_own() -> None:
    """Scripts take words from the page: pwa/words.html, data- attributes, templates."""
    found = []
    for path in SCRIPTS:
        source = re.sub(r"/\*.*?\*/", _blank, path.read_text(encoding="utf-8"), flags=re.S)
        for number, line in enumerate(source.splitlines(), 1):
            literals = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', re.sub(r"(^|\s)//.*|^import .*|new (?:Error|DOMException)\(.*", "", line))
            said = [re.sub(r"\$\{[^}]*\}", "", "".join(pair)) for pair in literals]
            found += [f"{path.name}:{number}: {one}" for one in said if SENTENCE.search(one) and "[" not in one]
    assert found == []


LABELS = {"label", "help_text", "empty_label", "heading", "legend"}
SAYING = {"ValidationError", "success", "warning", "info", "error", "add_error"}


def said_in(source: str) -> Iterator[tuple[int, str]]:
    """Constant words given to a form, a message or an error that people see. Fields of the API and of tables tell programmers."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    words = (one for call in calls for one in _given(call) if isinstance(one, ast.Constant))
    yield from ((one.lineno, str(one.value)) for one in words if PHRASE.search(str(one.value)))


def _given(call: ast.Call) -> Iterator[ast.expr]:
    called = ast.unparse(call.func)
    if called.rpartition(".")[2] in SAYING and not called.startswith(("logger", "log.", "serializers.")):
        yield from call.args
    for keyword in call.keywords:
        if keyword.arg in LABELS and called.startswith("forms."):
            yield keyword.value
        elif keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
            yield from keyword.value.values


def test_no_form_or_message_says_a_word_by_itself() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}: {words}" for path in MODULES for line, words in said_in(path.read_text(encoding="utf-8"))]
    assert found == [], "Wrap it in gettext, or gettext_lazy at the top of a module."


def test_the_guard_sees_what_a_form_says() -> None:
    source = 'messages.info(request, "You did it")\nforms.CharField(label="Your name", help_text=_("As on letters"))\nraise ValidationError(_("Fine words"))'
    assert list(said_in(source)) == [(1, "You did it"), (2, "Your name")]
