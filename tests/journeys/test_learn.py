"""Learn, in a real browser: found by a misspelt word, chosen for its reader, read aloud, saved, printed, and read with no signal or no script."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.phone import Phone

ARTICLE = "/learn/gabapentin-and-pregabalin/"
VOICE = """
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    speak(one) { window.said.push(one.text); if (window.said.length < (window.stopAfter ?? 1e9)) queueMicrotask(() => one.onend()); },
    cancel() { window.stopped = true; },
  } });
"""


@pytest.fixture
def reader(pick_up) -> Phone:
    return pick_up(None)


def opened(phone: Phone, path: str = ARTICLE) -> Page:
    page = phone.open(path)
    expect(page.locator("[data-tools].is-on")).to_be_visible()
    return page


def search(page: Page, words: str) -> None:
    expect(page.locator('form[data-search][data-ready="yes"]')).to_be_visible()
    page.get_by_role("searchbox").press_sequentially(words)


def found(page: Page) -> list[str]:
    return page.locator('[data-role="hits"] h3').all_text_contents()


def test_a_misspelt_word_finds_its_article_as_it_is_typed(reader: Phone) -> None:
    page = reader.open("/learn/")
    search(page, "gabapentine")
    expect(page.locator('[data-role="hits"] h3').first).to_have_text("Gabapentin and pregabalin")
    page.get_by_role("link", name="Gabapentin and pregabalin", exact=True).first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gabapentin and pregabalin")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_after_enter_the_field_and_the_first_find_are_in_sight(size: tuple[int, int], pick_up) -> None:
    width, height = size
    page = pick_up(None, viewport={"width": width, "height": height}).open("/learn/")
    search(page, "pain")
    page.evaluate("scrollTo(0, 400)")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.search-form').getBoundingClientRect().top >= document.querySelector('.topbar').getBoundingClientRect().bottom"
    )
    expect(page.get_by_role("searchbox")).to_be_in_viewport(ratio=1)
    expect(page.locator('[data-role="hits"] h3').first).to_be_in_viewport(ratio=1)


def test_what_is_searched_leaves_the_phone_nowhere(reader: Phone) -> None:
    page = reader.open("/learn/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    search(page, "weak leg")
    page.keyboard.press("Enter")
    expect(page.locator('[data-role="count"]')).to_contain_text("Found:")
    assert [url for url in [*asked, page.url] if "weak" in url] == []


def test_nothing_found_leads_on(reader: Phone) -> None:
    page = reader.open("/learn/")
    search(page, "xyzzy")
    expect(page.get_by_text("Nothing was found for these words.")).to_be_visible()
    expect(page.get_by_role("link", name="Questions that many people ask")).to_be_visible()


def test_a_reader_says_who_they_are_once_and_each_page_follows(reader: Phone) -> None:
    page = opened(reader)
    carers, professionals = page.locator('[data-for="carer"]').first, page.locator('[data-for="professional"]').first
    expect(carers).to_be_visible()
    page.get_by_text("You read as:").tap()
    page.get_by_label("I have this condition").check()
    expect(carers).to_be_hidden()
    expect(professionals).to_be_hidden()
    page = opened(reader, "/learn/opioids/")
    expect(page.get_by_text("You read as: I have this condition")).to_be_visible()
    expect(page.locator('[data-for="carer"]').first).to_be_hidden()


def test_text_grows_and_stays_grown(reader: Phone) -> None:
    page = opened(reader)
    size = "() => parseFloat(getComputedStyle(document.querySelector('.in-short p')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Text size").tap()
    expect(page.get_by_text("Text size: large", exact=True)).to_be_visible()
    assert page.evaluate(size) > before * 1.15
    assert opened(reader, "/learn/sleep/").evaluate(size) > before * 1.15


def test_the_largest_text_pushes_nothing_off_a_narrow_page(reader: Phone) -> None:
    page = opened(reader, "/learn/medicines-for-nerve-pain/")
    page.get_by_role("button", name="Text size").tap()
    page.get_by_role("button", name="Text size").tap()
    expect(page.get_by_text("Text size: largest", exact=True)).to_be_visible()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") == width


def test_a_saved_article_is_found_again_and_can_be_taken_away(reader: Phone) -> None:
    page = opened(reader)
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_role("button", name="Saved", exact=True)).to_have_attribute("aria-pressed", "true")
    page = reader.open("/learn/")
    saved = page.get_by_role("region", name="Saved on this phone")
    saved.get_by_role("link", name="Gabapentin and pregabalin").tap()
    page.get_by_role("button", name="Saved", exact=True).tap()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    expect(reader.open("/learn/").get_by_role("region", name="Saved on this phone")).to_be_hidden()


def test_an_article_is_read_aloud_without_what_is_for_the_eye_or_for_professionals(reader: Phone) -> None:
    reader.context.add_init_script(VOICE)
    page = opened(reader)
    page.get_by_role("button", name="Read aloud").tap()
    page.wait_for_function("() => window.said.length > 20")
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    said = page.evaluate("window.said")
    assert said[0] == "Gabapentin and pregabalin"
    assert [words for words in said if "Not for choosing a dose" in words or "Read next" in words or "Add to my questions" in words or " mg" in words] == []


def test_reading_aloud_stops_when_asked_and_goes_on_where_it_stopped(reader: Phone) -> None:
    reader.context.add_init_script(VOICE + "window.stopAfter = 3;")
    page = opened(reader)
    page.get_by_role("button", name="Read aloud").tap()
    expect(page.locator(".is-read")).to_have_count(1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    stop = page.get_by_role("button", name="Stop reading")
    expect(stop).to_be_in_viewport(ratio=1)
    stop.tap()
    expect(page.locator(".is-read")).to_have_count(0)
    assert page.evaluate("window.said.length") == 3
    page.evaluate("window.stopAfter = 4")
    page.get_by_role("button", name="Read on").tap()
    expect(page.locator(".is-read")).to_have_count(1)
    said = page.evaluate("window.said")
    assert (len(said), said[3]) == (4, said[2])


def test_a_link_can_be_sent_to_someone(reader: Phone) -> None:
    reader.context.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page = opened(reader)
    page.get_by_role("button", name="Send").tap()
    page.wait_for_function("() => window.shared")
    assert page.evaluate("window.shared.url").endswith(ARTICLE)


def test_a_printed_sheet_is_the_article_and_nothing_else(reader: Phone) -> None:
    page = opened(reader)
    page.emulate_media(media="print")
    for gone in (
        page.get_by_role("navigation", name="Main"),
        page.locator("[data-tools]"),
        page.locator("details.fold").first,
        page.locator("[data-add]").first,
    ):
        expect(gone).to_be_hidden()
    for kept in (
        page.get_by_role("heading", level=1),
        page.locator(".in-short"),
        page.locator(".care").first,
        page.locator(".checked"),
        page.locator(".asks p").first,
    ):
        expect(kept).to_be_visible()


@pytest.mark.keeps_the_app
def test_search_and_articles_work_with_no_signal_after_the_first_visit(reader: Phone) -> None:
    page = reader.open("/learn/")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    reader.context.set_offline(True)
    page = reader.open("/learn/")
    search(page, "pins and needles")
    expect(page.locator('[data-role="hits"] h3').first).to_be_visible()
    page.locator('[data-role="hits"] a').first.tap()
    expect(page.locator("article .in-short")).to_be_visible()


def test_without_a_script_everything_is_shown_and_search_works(pick_up) -> None:
    reader = pick_up(None, java_script_enabled=False)
    page = reader.open(ARTICLE)
    expect(page.locator('[data-for="carer"]').first).to_be_visible()
    expect(page.locator('[data-for="professional"]').first).to_be_visible()
    expect(page.locator("[data-tools]")).to_be_hidden()
    page = reader.open("/learn/")
    page.get_by_role("searchbox").fill("gabapentine")
    page.get_by_role("button", name="Search").tap()
    expect(page.locator('[data-role="hits"] h3').first).to_have_text("Gabapentin and pregabalin")


def test_a_hard_word_leads_to_its_meaning(reader: Phone) -> None:
    page = reader.open("/learn/emg-and-nerve-tests/")
    page.locator("article a.term").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Words explained")
    expect(page.locator(".words > :target")).to_be_visible()


def test_a_phase_shows_what_is_for_these_weeks(reader: Phone) -> None:
    page = reader.open("/learn/")
    page.get_by_role("link", name="Weeks 4 to 12", exact=True).first.tap()
    expect(page.get_by_role("link", name="Weeks 4 to 12", exact=True).first).to_have_attribute("aria-current", "true")
    expect(page.locator('.shelf a[href="/learn/weeks-4-to-12/"]')).to_be_visible()


def kept(reader: Phone) -> Page:
    """/learn/ as the phone keeps it: the worker answers."""
    page = reader.open("/learn/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def shown(page: Page) -> list[str]:
    return page.locator(".shelf a:visible").evaluate_all("(all) => all.map((one) => new URL(one.href).pathname)")


@pytest.mark.keeps_the_app
def test_the_kept_page_shows_a_phase_too(reader: Phone) -> None:
    page = kept(reader)
    every = page.locator(".shelf:visible").count()
    page.get_by_role("link", name="Weeks 4 to 12", exact=True).first.tap()
    expect(page.get_by_role("link", name="Weeks 4 to 12", exact=True).first).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="All", exact=True).first).not_to_have_attribute("aria-current", "true")
    assert "/learn/weeks-4-to-12/" in shown(page)
    assert "/learn/what-it-is/" not in shown(page)
    page.get_by_role("link", name="All", exact=True).first.tap()
    expect(page.locator(".shelf:visible")).to_have_count(every)


def test_the_index_is_short_opens_where_an_address_leads_and_prints_whole(pick_up) -> None:
    page = pick_up(None, java_script_enabled=False).open("/learn/#topic-exercises")
    exercise, sleep = page.locator('.shelf a[href="/learn/ankle-pumps/"]'), page.locator('.shelf a[href="/learn/sleep/"]')
    expect(exercise).to_be_in_viewport()
    expect(sleep).to_be_hidden()
    page.locator("summary", has_text="Exercises").tap()
    expect(exercise).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollHeight <= 2 * innerHeight")
    page.emulate_media(media="print")
    expect(exercise).to_be_visible()
    expect(sleep).to_be_visible()


@pytest.mark.keeps_the_app
def test_the_kept_page_answers_a_search_in_its_address(reader: Phone) -> None:
    page = kept(reader)
    page.goto(page.url + "?q=gabapentine")
    expect(page.locator('[data-role="hits"] h3').first).to_have_text("Gabapentin and pregabalin")
    expect(page.get_by_role("searchbox")).to_have_value("gabapentine")
