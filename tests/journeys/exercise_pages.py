"""The pages of exercises and routines in each of their states, for pages.py."""

from playwright.sync_api import Page, expect

from tests.journeys.here import Here, submit

SESSION = "/plan/exercises/session/"


def tapped(page: Page) -> None:
    """Pain that is too much, and a leg that gave way: the answer of the page stands above its questions."""
    expect(page.locator("form.session")).to_have_attribute("data-ready", "yes")
    for field, value in (("pain_before", 3), ("pain_after", 7), ("effort", 5), ("trouble", "gave_way")):
        page.locator(f'[data-field="{field}"] label.tile:has(input[value="{value}"])').click()
    expect(page.locator('[data-trouble="gave_way"]')).to_be_visible()


PAGES = (
    Here("treatment:exercises", "empty", "/plan/exercises/"),
    Here("treatment:exercises", "patient", "/plan/exercises/", "the morning after"),
    Here("treatment:exercise_edit", "empty", "/plan/exercises/edit/"),
    Here("treatment:exercise_edit", "patient", "/plan/exercises/edit/", "with errors", submit("Save the plan", **{"reps-nerve-slide": "x"})),
    Here("treatment:exercise_session", "empty", SESSION),
    Here("treatment:exercise_session", "secured", SESSION, "too much", tapped),
    Here("treatment:exercise_done", "patient", lambda cast: f"{SESSION}{cast.exercised['session']}/"),
    Here("treatment:routines", "empty", "/plan/routines/"),
    Here("treatment:routines", "patient", "/plan/routines/", "with heat"),
    Here("treatment:routine_add", "empty", "/plan/routines/add/", "with errors", submit("Save")),
    Here("treatment:routine", "patient", lambda cast: f"/plan/routines/{cast.exercised['routine']}/"),
    Here(
        "pwa:session_shell",
        "nobody",
        "/shell/exercise-session/",
        "nobody known",
        lambda page: expect(page.get_by_role("heading", name="Sign in to log a session")).to_be_visible(),
    ),
)
