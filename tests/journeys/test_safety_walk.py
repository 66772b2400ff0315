"""The whole of the safety screens, walked through: every answer leads to its card within a second, with and without a network."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from backend.education.cards import cards
from backend.symptoms import safety
from tests.journeys.phone import eventually
from tests.journeys.test_safety import AT_ONCE, answers_of, below, card, give, is_on_top, open_safety

pytestmark = pytest.mark.keeps_the_app

LIST = [item for item in safety.ITEMS.values() if item.group == "list"]


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed: the worker has all that it keeps."""
    phone.open_log()
    phone.settle()
    return phone


def pages_of(item):
    """What is said after its tick, page by page: the answers that lead nowhere stand on one page with the first that leads to a card."""
    pages = []
    for code in safety.ASKS.get(item.code, ()):
        answers = safety.ITEMS[code].answers
        first, *others = [(code, one) for one in answers if one.card]
        pages += [[*((code, one) for one in answers if not one.card), first], *([one] for one in others)]
    return pages or [[]]


def walk(phone):
    """Every item of the list, every answer of every question behind it, and both legs on one page. → what was said"""
    said, lines = [], set()
    for item in LIST:
        for answers in pages_of(item):
            said += tick_and_answer(open_safety(phone), item, answers)
            lines |= unfolded(phone.page, item)
            are_kept(phone, len(said))
    said += both_legs(open_safety(phone))
    are_kept(phone, len(said))
    return said, lines


def are_kept(phone, count):
    """All of them are on the phone: leaving now loses none."""
    eventually(lambda: len(phone.rows()) == count)


def tick_and_answer(page, item, answers):
    """→ what was said on this page"""
    give(page, item.code)
    if not answers:
        is_on_top(page, item.answers[0].card)
    else:
        expect(card(page, item.answers[0].card).locator(".care")).to_be_visible(timeout=AT_ONCE)
    for code, answer in answers:
        give(page, code, answer.code)
        if answer.card:
            is_on_top(page, answer.card)
        elif not safety.is_decided(item.code, {item.code: "yes", code: answer.code}):  # one "no" of five: the card of the tick stays
            expect(card(page, item.answers[0].card).locator(".care")).to_be_visible(timeout=AT_ONCE)
        else:
            expect(page.locator('[data-role="noted"]')).to_be_visible(timeout=AT_ONCE)
    return [(item.code, "yes"), *((code, answer.code) for code, answer in answers)]


def both_legs(page):
    """What one leg's answer settles does not settle the other's. → what was said"""
    said = [("weaker_left", "yes"), ("weaker_right", "yes"), ("onset.left", "slowly")]
    for item, answer in said:
        give(page, item, answer)
    is_on_top(page, "same-day-legs")
    expect(below(page, "onset.right")).to_have_attribute("data-role", "result")
    give(page, "onset.right", "no")
    is_on_top(page, "soon-team")
    return [*said, ("onset.right", "no")]


def unfolded(page, item):
    """The signs that stand on the page once the folded cards are opened."""
    for slug in item.more:
        if card(page, slug).locator("summary").is_visible():
            card(page, slug).locator("summary").tap()
        expect(card(page, slug).locator(".care")).to_be_visible()
    signs = page.locator('[data-role="cards"] .bullets > li').locator("visible=true")
    return set(signs.evaluate_all("all => all.map(one => one.id)"))


def all_signs():
    return {f"sign-{line.id}" for one in cards() for line in one.lines}


def test_every_answer_leads_to_its_card_online(app, ana):
    said, lines = walk(app)
    assert lines == all_signs()
    eventually(lambda: Counter(answers_of(ana)) == Counter(said))


def test_every_answer_leads_to_its_card_offline_and_arrives_once(app, ana):
    app.offline()
    said, lines = walk(app)
    assert lines == all_signs()
    assert answers_of(ana) == []
    app.online()
    eventually(lambda: set(app.states()) == {"sent"})
    assert answers_of(ana) == said
