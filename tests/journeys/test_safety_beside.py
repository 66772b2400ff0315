"""What stands beside the safety screens: the crisis line on a short screen, and the card for the wallet."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import PHONE


@pytest.mark.parametrize(("width", "height", "position"), [(320, 256, "static"), (320, 640, "static"), (360, 703, "static"), (390, 844, "sticky")])
def test_the_crisis_line_stands_over_nothing_on_a_short_screen(pick_up, width, height, position):
    page = pick_up(None, **(PHONE | {"viewport": {"width": width, "height": height}})).open("/shell/safety/")
    assert page.locator(".safety__crisis").evaluate("(one) => getComputedStyle(one).position") == position


def test_the_wallet_card_prints_what_is_typed_and_keeps_none_of_it(phone):
    page = phone.open("/wallet-card/")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_label("Your medicines, in your own words").fill("The white ones at night")
    expect(page.locator('[data-fill="medicines"]')).to_have_text("The white ones at night")
    page.emulate_media(media="print")
    sides = [one.bounding_box() for one in page.locator(".wallet__side").all()]  # folded: the two sides of a bank card
    assert [(round(side["width"] / 96 * 25.4, 1), round(side["height"] / 96 * 25.4)) for side in sides] == [(85.6, 54), (85.6, 54)]
    expect(page.get_by_label("Your medicines, in your own words")).to_be_hidden()
    page.reload()
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").find("white ones") == -1


LONG = {"Your name": "W" * 60, "Your medicines": "W" * 240, "What is usual": "a\n" * 120, "Who to call": "W" * 80}


def test_words_of_any_width_leave_both_cards_the_size_of_their_paper(phone):
    """All of them stand on it: the letters are smaller, nothing is cut off."""
    page = phone.open("/wallet-card/")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    for label, words in LONG.items():
        page.get_by_label(label).fill(words)
    mm = "(parts) => parts.map((one) => [one.getBoundingClientRect().height / 96 * 25.4, one.scrollHeight - one.clientHeight])"
    for size, parts, most in (("wallet", ".wallet__side", 54.2), ("fridge", ".wallet", 235.2)):
        page.locator(f"input[value={size}]").check(force=True)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        assert [(high <= most, hidden) for high, hidden in page.locator(parts).evaluate_all(mm)] == [(True, 0)] * page.locator(parts).count()
        page.emulate_media(media="null")
