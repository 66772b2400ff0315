"""From the front page to the first saved log: the steps, and the seconds that a person needs."""

import time

from playwright.sync_api import expect

from backend.patients.models import Patient
from backend.symptoms.models import DiaryDay
from tests.journeys.phone import ZONE, today
from tests.signing_in import last_code

EMAIL = "nora.field@example.org"
COUNTRY = {"Europe/London": "GB", "Asia/Tokyo": "JP"}[ZONE]
ALLOWED_SECONDS = 90
TAP, LETTER, PAGE = 1.5, 0.4, 3.0  # seconds of a slow thumb: to aim and tap, to type one letter, to find one's way on a new page


class Newcomer:
    """Does what the pages ask for, and counts what it costs."""

    def __init__(self, phone):
        self.phone, self.page = phone, phone.page
        self.letters = 0
        self.pages = [self.page.url]

    def tap(self, what):
        self.phone.tap(what)

    def choose(self, words):
        self.tap(self.page.locator("label").filter(has_text=words))

    def write(self, label, words):
        self.tap(self.page.get_by_label(label))
        self.page.get_by_label(label).fill(words)
        self.letters += len(words)

    def go_on(self, button, heading):
        self.tap(self.page.get_by_role("button", name=button).or_(self.page.get_by_role("link", name=button, exact=True)))
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        self.pages.append(heading)

    def seconds(self, waited):
        return waited + self.phone.taps * TAP + self.letters * LETTER + len(self.pages) * PAGE


def confirm_address(newcomer, email=EMAIL):
    newcomer.go_on("Start your diary", "Sign up")
    newcomer.write("Your e-mail address", email)
    newcomer.go_on("Send me a code", "Type the code")
    newcomer.write("The 6 numbers", last_code(email))
    newcomer.go_on("Go on", "Before you start")


def agree(newcomer):
    newcomer.choose("I am 18 or over")
    newcomer.choose("I agree that Stride keeps")
    newcomer.go_on("Go on", "Your legs")


def answer_the_steps(newcomer):
    newcomer.choose("My left leg")
    newcomer.choose("Yes")
    newcomer.go_on("Go on", "Your treatment")
    newcomer.choose("I don't know")
    newcomer.go_on("Go on", "Your time")
    newcomer.tap(newcomer.page.get_by_role("button", name="Go to my first log"))


def test_from_the_front_page_to_the_first_log_takes_less_than_90_seconds(pick_up):
    phone = pick_up()
    phone.open("/")
    newcomer, began = Newcomer(phone), time.monotonic()
    confirm_address(newcomer)
    agree(newcomer)
    answer_the_steps(newcomer)
    phone.ready()
    phone.answer(pain_avg=5, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    seconds = newcomer.seconds(time.monotonic() - began)
    print(f"sign-up to first log: {seconds:.0f} s, {phone.taps} taps, {newcomer.letters} letters, {len(newcomer.pages)} pages")
    assert seconds <= ALLOWED_SECONDS
    patient = Patient.objects.get(user__email=EMAIL)
    assert (patient.country, patient.time_zone) == (COUNTRY, ZONE)
    assert (patient.left_affected, patient.right_affected) == (True, False)
    assert DiaryDay.objects.get(patient=patient, date=today()).complete


def test_the_start_has_four_steps_and_each_but_the_country_can_be_skipped(pick_up):
    phone = pick_up()
    phone.open("/")
    newcomer = Newcomer(phone)
    confirm_address(newcomer, "skip@example.org")
    page = newcomer.page
    expect(page.get_by_text("Step 1 of 4")).to_be_visible()
    expect(page.get_by_role("link", name="Skip this")).to_have_count(0)
    agree(newcomer)
    for heading in ("Your treatment", "Your time"):
        newcomer.go_on("Skip this", heading)
    newcomer.tap(page.get_by_role("link", name="Skip this"))
    phone.ready()
    patient = Patient.objects.get(user__email="skip@example.org")
    assert (patient.country, patient.time_zone) == (COUNTRY, ZONE)


def test_the_start_says_that_nobody_watches_and_shows_country_and_zone(pick_up):
    phone = pick_up()
    phone.open("/")
    newcomer = Newcomer(phone)
    confirm_address(newcomer, "watch@example.org")
    expect(newcomer.page.get_by_text("Nobody watches this app.")).to_be_visible()
    expect(newcomer.page.get_by_label("Country you live in")).to_have_value(COUNTRY)
    expect(newcomer.page.get_by_label("Time zone")).to_have_value(ZONE)
    assert newcomer.page.locator("input:checked").count() == 0


def test_without_18_and_consent_nothing_begins(pick_up):
    phone = pick_up()
    phone.open("/")
    newcomer = Newcomer(phone)
    confirm_address(newcomer, "young@example.org")
    newcomer.go_on("Go on", "Before you start")
    expect(newcomer.page.locator("input:invalid")).to_have_count(2)
    assert not Patient.objects.filter(user__email="young@example.org").exists()
    phone.open("/shell/log/")  # what the service worker answers /log/ with
    expect(phone.page.get_by_role("heading", name="Finish setting up first")).to_be_visible()
    expect(phone.page.get_by_role("link", name="Day before")).to_have_count(0)
    newcomer.go_on("Set up my diary", "Before you start")
