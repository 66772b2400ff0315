"""The service worker's script, put together on the server."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from backend.pwa import worker

TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def test_imports_and_exports_go_and_nothing_else():
    imports = 'import { a } from "./a.js";\nimport {\n  b,\n} from "./b.js";\n'
    rest = 'const c = 1;\nasync function d() {}\nconst word = "import export";\n'
    assert worker.as_classic(imports + rest.replace("const c", "export const c").replace("async", "export async")) == rest


@pytest.mark.parametrize("line", ['import "../a.js";\n', "export default 1;\n", "export { a };\n", 'export * from "./a.js";\n'])
def test_a_form_that_cannot_be_taken_over_stops_the_build(line):
    with pytest.raises(ValueError, match="cannot take this line over"):
        worker.as_classic(line)


def test_no_name_stands_twice_among_the_shared_modules():
    names = [name for module in worker.CORE for name in TOP_LEVEL.findall(worker.read_script(f"js/{module}.js"))]
    names += TOP_LEVEL.findall(worker.read_script("service-worker.js"))
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_module_comes_after_those_it_needs():
    seen = set()
    for module in worker.CORE:
        needed = set(re.findall(r'from "\./([\w-]+)\.js"', worker.read_script(f"js/{module}.js")))
        assert needed <= seen, f"{module} needs {needed - seen} before it in CORE"
        seen.add(module)


def test_the_version_follows_every_kept_thing():
    first = worker.config(["/a.css"], ["/learn/"], "shell")["version"]
    others = [worker.config(*given)["version"] for given in ((["/b.css"], ["/learn/"], "shell"), (["/a.css"], [], "shell"), (["/a.css"], ["/learn/"], "new"))]
    assert first == worker.config(["/a.css"], ["/learn/"], "shell")["version"]
    assert len({first, *others}) == 4


KEPT = {
    "drawings/drawings.css": True,
    "drawings/plexus.svg": False,
    "js/log.js": True,
    "css/tokens.css": True,
    "admin/js/core.js": False,
    "service-worker.js": False,
    "js/notes.txt": False,
}


@pytest.mark.parametrize(("name", "kept"), KEPT.items())
def test_only_files_of_kept_pages_are_kept(name, kept):
    assert worker.is_kept(name) is kept


@pytest.fixture(scope="module")
def in_one():
    """Address → (content type, text), as the one answer tells them."""
    kinds = Client().get(reverse("pwa:assets")).json()
    return {url: (kind, text) for kind, files in kinds.items() for url, text in files.items()}


def test_every_kept_script_style_and_icon_is_in_one_answer(in_one):
    assert set(in_one) == {url for url in worker.assets() if url.endswith((".js", ".css", ".svg"))}
    assert len(in_one) > 100


@pytest.mark.parametrize("ending", [".js", ".css", ".svg"])
def test_what_is_in_one_answer_is_what_its_own_address_answers(in_one, ending):
    client = Client()
    wrong = []
    for url, (kind, text) in in_one.items():
        if url.endswith(ending):
            answer = client.get(url)
            alone = b"".join(answer.streaming_content).decode()
            if (alone, answer["Content-Type"].partition(";")[0]) != (text, kind.partition(";")[0]):
                wrong.append(url)
    assert wrong == []


def test_a_phone_packs_it_on_the_way():
    answer = Client().get(reverse("pwa:assets"), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 250_000
