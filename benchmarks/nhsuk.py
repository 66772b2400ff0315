"""The peer of a page of Learn: the same words on a page of nhsuk-frontend, with that package's own compiled styles and script.

The frame is written after the package's templates (skip link, header with navigation, main, footer) with a plain box for its logo, and
carries the links of Stride's own frame. What is left out of an article are the tools of the reader (buttons, forms, drawings).
"""

import shutil
from html import escape
from html.parser import HTMLParser
from pathlib import Path

from whitenoise.compress import Compressor

DIST = Path("nhsuk-frontend") / "dist" / "nhsuk"
FILES = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js", "nhsuk-frontend.min.js.map")
LOGO = '<svg class="nhsuk-header__logo" viewBox="0 0 200 80" height="40" width="100" focusable="false" aria-hidden="true"><path d="M0 0h200v80H0z"/></svg>'
VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}
CLASSES = {
    "h1": "nhsuk-heading-xl",
    "h2": "nhsuk-heading-l",
    "h3": "nhsuk-heading-m",
    "p": "nhsuk-body",
    "ul": "nhsuk-list nhsuk-list--bullet",
    "ol": "nhsuk-list nhsuk-list--number",
    "a": "nhsuk-link",
    "details": "nhsuk-details",
    "summary": "nhsuk-details__summary",
    "table": "nhsuk-table",
}
KEPT = {*CLASSES, "li", "strong", "em", "b", "i", "dl", "dt", "dd", "caption", "thead", "tbody", "tr", "th", "td", "br"}
DROPPED = {"svg", "template", "form", "button", "fieldset", "script", "style"}
TOOLS = {"data-tools", "data-audience-chooser", "data-add", "hidden"}


class Article(HTMLParser):
    """The body of `<article>` as plain HTML with the classes of nhsuk-frontend."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.inside = False
        self.dropping: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "article":
            self.inside = True
        elif self.dropping or tag in DROPPED or TOOLS & given.keys():
            if tag not in VOID:
                self.dropping.append(tag)
        elif self.inside and tag in KEPT:
            self.parts.append(opening(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.inside = False
        elif self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
        elif self.inside and tag in KEPT - VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.dropping:
            self.parts.append(escape(data, quote=False))


def opening(tag: str, given: dict[str, str | None]) -> str:
    kept = {"class": CLASSES.get(tag), "id": given.get("id"), "href": given.get("href") if tag == "a" else None}
    return f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if value) + ">"


def body_of(page: str) -> str:
    """The article inside a page of Stride."""
    reader = Article()
    reader.feed(page)
    return "".join(reader.parts)


def page(title: str, summary: str, body: str) -> str:
    """`title` and `summary` as plain text, `body` as HTML."""
    links = "".join(
        f'<li class="nhsuk-header__navigation-item"><a class="nhsuk-header__navigation-link" href="{href}">{name}</a></li>'
        for href, name in (("/today/", "Today"), ("/log/", "Log"), ("/trends/", "Trends"), ("/learn/", "Learn"), ("/menu/", "Menu"))
    )
    return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{escape(title)} · Stride</title>
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="description" content="{escape(summary)}">
  <meta name="theme-color" content="#005eb8">
  <link rel="icon" type="image/svg+xml" href="/assets/images/favicon.svg">
  <link rel="stylesheet" href="/peer/nhsuk-frontend.min.css">
  <script type="module" src="/peer/start.js"></script>
</head>
<body class="js-enabled nhsuk-frontend-supported">
<a class="nhsuk-skip-link" href="#maincontent" data-module="nhsuk-skip-link">Skip to main content</a>
<header class="nhsuk-header" data-module="nhsuk-header">
  <div class="nhsuk-header__container nhsuk-width-container">
    <div class="nhsuk-header__service"><a class="nhsuk-header__service-logo" href="/">{LOGO}<span class="nhsuk-header__service-name">Stride</span></a></div>
  </div>
  <nav class="nhsuk-header__navigation" aria-label="Menu">
    <div class="nhsuk-header__navigation-container nhsuk-width-container"><ul class="nhsuk-header__navigation-list">{links}
      <li class="nhsuk-header__menu" hidden>
        <button class="nhsuk-header__menu-toggle nhsuk-header__navigation-link" id="toggle-menu" aria-expanded="false">More</button>
      </li>
    </ul></div>
  </nav>
</header>
<div class="nhsuk-width-container">
  <main class="nhsuk-main-wrapper" id="maincontent">
    <div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds">
{body}
    </div></div>
  </main>
</div>
<footer class="nhsuk-footer" role="contentinfo">
  <div class="nhsuk-width-container">
    <ul class="nhsuk-footer__list"><li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/privacy/">Privacy</a></li></ul>
  </div>
</footer>
</body>
</html>
"""


START = 'import { initAll } from "./nhsuk-frontend.min.js";\n\ninitAll();\n'


def lay_out(where: Path, packages: Path, article: str) -> None:
    """The peer's files, packed beside each as WhiteNoise serves them. `packages`: node_modules; `article`: the peer's page."""
    peer, dist = where / "peer", packages / DIST
    peer.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(dist / name, peer / name)
    shutil.copytree(dist / "assets", where / "assets")
    (peer / "start.js").write_text(START)
    (peer / "page.html").write_text(article)
    packer = Compressor(use_brotli=False, quiet=True)
    for path in sorted(where.rglob("*")):
        if path.is_file() and packer.should_compress(path.name):
            packer.compress(str(path))
