"""The neutral pages of the service worker on a phone that knows nobody, for pages.py."""

from playwright.sync_api import Page, expect

from tests.journeys.here import Here


class Asks:
    """The page asks somebody unknown to sign in, with these words."""

    def __init__(self, heading: str) -> None:
        self.heading = heading

    def __call__(self, page: Page) -> None:
        expect(page.get_by_role("heading", name=self.heading)).to_be_visible()


ASKED = {
    "today": "Sign in to see today",
    "plan": "Sign in to see your plan",
    "questions": "Sign in to see your questions",
    "trends": "Sign in to see your trends",
    "moments": "Sign in to add what happened",
    "log": "Sign in to log",
    "check": "Sign in to do your leg check",
}
PAGES = [Here(f"pwa:{name}_shell", "nobody", f"/shell/{name}/", "nobody known", Asks(heading)) for name, heading in ASKED.items()]
