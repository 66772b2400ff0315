"""One page of Stride in one of its states, and how a browser reaches it (pages.py, exercise_pages.py)."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.cast import Cast


@dataclass(frozen=True)
class Here:
    """`route`: its name in the URLconf; `who`: a kind of Cast.people; `reach`: what is done there until the state shows."""

    route: str
    who: str
    path: str | Callable[[Cast], str]
    state: str = ""
    reach: Callable[[Page], None] | None = None
    status: int = 200
    demo: bool = False
    samples: bool = False  # its links lead nowhere

    def __str__(self) -> str:
        return " ".join(part for part in (self.route or "error", self.who, self.state) if part)


def submit(button: str, **fields: str) -> Callable[[Page], None]:
    """Fill fields by their id and press; the browser's own checks are set aside, so that the server's answer shows."""

    def reach(page: Page) -> None:
        page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
        for name, value in fields.items():
            page.locator(f"#{name}").fill(value)
        with page.expect_navigation():
            page.get_by_role("button", name=button, exact=True).first.click()

    return reach
