"""Every page of Stride in each of its states, as data; and the addresses that are no pages, with the reason."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys import exercise_pages, shell_pages
from tests.journeys.cast import PASSWORD
from tests.journeys.here import Here, submit
from tests.journeys.phone import today
from tests.signing_in import last_code

# One of each layout, and of each kind of block and drawing; the words of all of them are checked without a browser.
ARTICLES = ("get-help-now", "what-it-is", "symptoms", "gabapentin-and-pregabalin", "faq", "words", "heel-slide", "flare", "about-this-information")


def as_professional(page: Page) -> None:
    page.get_by_text("You read as:").click()
    page.get_by_label("I am a health professional").check()
    page.get_by_text("More detail for professionals").click()
    expect(page.get_by_text("Not for choosing a dose")).to_be_visible()


FEEDBACK = """(said) => { const form = document.querySelector("[data-feedback]");
  for (const [name, value] of Object.entries(said)) form.elements[name].value = value;
  form.submit(); }"""  # as without JavaScript


def feedback(**said: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        with page.expect_navigation():
            page.evaluate(FEEDBACK, said)

    return reach


def add_more(page: Page) -> None:
    expect(page.locator("#log")).to_have_attribute("data-ready", "yes")
    page.get_by_text("Add more").click()
    page.get_by_label("A note, in your own words").fill("Stairs were hard")
    expect(page.get_by_role("group", name="Is this new or getting worse?")).to_be_visible()


def body_map(page: Page) -> None:
    expect(page.locator("#log")).to_have_attribute("data-ready", "yes")
    page.get_by_text("Add more").click()
    page.get_by_text("Where is it?").click()
    expect(page.locator(".place.is-pain.is-numb").first).to_be_visible()


def moment_open(page: Page) -> None:
    expect(page.locator('[data-module="moments"]')).to_have_attribute("data-ready", "yes")
    page.get_by_text("Another day, or a note").click()
    page.locator("li[data-moment] summary").first.click()


def log_saved(page: Page) -> None:
    expect(page.locator("#log")).to_have_attribute("data-ready", "yes")
    page.locator('[data-field="pain_avg"] label').nth(6).click()
    page.locator('[data-field="numbness"] label').nth(2).click()
    page.locator('button[name="new"][value="nothing"]').click()
    expect(page.locator('[data-role="saved"]')).to_be_visible()


def safety_card(page: Page) -> None:
    """The top card, one folded below it, and the questions of a fall."""
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    for name in ("more_pain", "breath", "fell"):
        page.locator(f'.safety:not([data-moves]) button[name="{name}"]').click()
    expect(page.locator('[data-card="breathing-chest-face"] .care')).to_be_visible()


def safety_card_of_a_fall(page: Page) -> None:
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    page.locator('.safety:not([data-moves]) button[name="fall.head"][value="yes"]').click()
    expect(page.locator('[data-card="other-emergency"] .care')).to_be_visible()


def check_saved(page: Page) -> None:
    expect(page.locator("form.check")).to_have_attribute("data-ready", "yes")
    page.locator('[data-field="walking_aid"] label').nth(1).click()
    page.locator('[data-role="finish"]').click()
    expect(page.get_by_role("heading", name="Saved. You can add the rest this week")).to_be_visible()


def log_full(page: Page) -> None:
    expect(page.locator("#log")).to_have_attribute("data-ready", "yes")
    page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    page.locator('[data-field="pain_avg"] label').nth(6).click()
    expect(page.get_by_role("alert")).to_contain_text("This phone is full")


def a_yes_and_too_many_words(page: Page) -> None:
    page.locator("label").filter(has=page.locator('[value="yes"]')).click()
    page.locator("#id_text").evaluate("field => field.removeAttribute('maxlength')")
    submit("Add to my questions", id_text="many words " * 60)(page)


def titration(page: Page) -> None:
    for number, (day, times) in enumerate(((today(), "10pm"), (today(-7), "8am and 10pm"))):
        for name, words in (("day", str(day)), ("dose", "300 mg"), ("times", times)):
            page.locator(f"[name={name}-{number}]").fill(words)
    submit("See it in words", id_name="Gabapentin")(page)


def remove_first(page: Page) -> None:
    with page.expect_navigation():
        page.locator('button[value="remove"]').last.click()


def sign_out_question(page: Page) -> None:
    page.evaluate("""() => { const made = document.getElementById("words").content.querySelector("dialog").cloneNode(true);
      made.querySelector("h2").textContent = "1 entry is not sent"; made.querySelector('[value="discard"]').textContent = "Discard 1 entry";
      document.body.append(made); made.showModal(); }""")


def code_page(email: str, button: str = "Send me a code", field: str = "id_email") -> Callable[[Page], None]:
    return submit(button, **{field: email})


def new_password(page: Page) -> None:
    submit("Send me a code", id_email="empty@example.org")(page)
    submit("Go on", id_code=last_code("empty@example.org"))(page)


def by_password(email: str, password: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.get_by_text("Use my password").click()
        submit("Sign in with my password", id_login=email, id_password=password)(page)

    return reach


def passkey_at_sign_up(page: Page) -> None:
    submit("Send me a code", id_email="key@example.org")(page)
    submit("Go on", id_code=last_code("key@example.org"))(page)


SIGNED_OUT = [
    Here("home:front", "nobody", "/"),
    Here("home:front", "nobody", "/", "in the demo", demo=True),
    Here("home:privacy", "nobody", "/privacy/"),
    Here("home:demo_mail", "nobody", "/demo/mail/", demo=True),
    Here("home:demo_pieces", "nobody", "/demo/pieces/", demo=True, samples=True),
    Here("pwa:install", "nobody", "/install/"),
    Here("pwa:offline", "nobody", "/offline/"),
    *shell_pages.PAGES,
    Here("pwa:safety_shell", "nobody", "/shell/safety/?about=new", "a card", safety_card),
    Here("home:wallet_card", "nobody", "/wallet-card/"),
    Here("education:index", "nobody", "/learn/"),
    Here("education:index", "nobody", "/learn/?q=pins+and+needles", "found"),
    Here("education:index", "nobody", "/learn/?q=xyzzy", "nothing found"),
    Here("education:index", "nobody", "/learn/?phase=weeks-4-12", "unfolded"),
    *(Here("education:article", "nobody", f"/learn/{slug}/", slug) for slug in ARTICLES),
    Here("education:article", "nobody", "/learn/driving/", "for professionals", as_professional),
    Here("education:feedback", "nobody", "/learn/sleep/", "thanks", feedback(clear="yes")),
    Here("education:feedback", "nobody", "/learn/sleep/", "to mend", feedback(line="Which pillow?")),
    Here("accounts:login", "nobody", "/accounts/login/"),
    Here("accounts:login", "nobody", "/accounts/login/", "wrong password", by_password("a@example.org", "no")),
    Here("account_signup", "nobody", "/accounts/signup/"),
    Here("account_signup", "nobody", "/accounts/signup/", "no address", submit("Send me a code", id_email="no")),
    Here("account_signup_by_passkey", "nobody", "/accounts/signup/passkey/"),
    Here("mfa_signup_webauthn", "nobody", "/accounts/signup/passkey/", reach=passkey_at_sign_up),
    Here("accounts:confirm_email", "nobody", "/accounts/signup/", reach=code_page("verify@example.org")),
    Here("account_request_login_code", "nobody", "/accounts/login/code/"),
    Here("accounts:confirm_login_code", "nobody", "/accounts/login/code/", reach=code_page("empty@example.org")),
    Here("account_reset_password", "nobody", "/accounts/password/reset/"),
    Here("accounts:confirm_reset_code", "nobody", "/accounts/password/reset/", reach=code_page("empty@example.org")),
    Here("account_complete_password_reset", "nobody", "/accounts/password/reset/", reach=new_password),
    Here("account_password_reset_completed", "nobody", "/accounts/password/reset/done/"),
    Here("mfa_authenticate", "nobody", "/accounts/login/", reach=by_password("lock@example.org", PASSWORD)),
    Here("account_inactive", "nobody", "/accounts/inactive/"),
    Here("", "nobody", "/nowhere/", "404", status=404),
    *(Here("", "nobody", f"/error/{code}/", str(code), status=code) for code in (400, 403, 429, 500)),
    Here("", "nobody", "/error/403_csrf/", "403 csrf", status=403),
]
STARTING = [
    Here("patients:start_place", "newcomer", "/start/place/"),
    Here("patients:start_place", "newcomer", "/start/place/", "nothing ticked", submit("Go on")),
    *(Here(f"patients:start_{step}", "empty", f"/start/{step}/") for step in ("legs", "treatment", "time")),
    Here("patients:start_treatment", "empty", "/start/treatment/", "a day to come", lambda page: treatment_to_come(page)),
]


def treatment_to_come(page: Page) -> None:
    page.locator("label").filter(has=page.locator('[value="started"]')).click()
    submit("Go on", id_treatment_started_on=str(today(-9)))(page)


PATIENT = [
    Here("home:today", "patient", "/today/"),
    Here("home:today", "empty", "/today/"),
    Here("symptoms:log", "empty", "/log/"),
    Here("symptoms:log", "empty", "/log/", "Add more and a note", add_more),
    Here("symptoms:log", "secured", "/log/", "saved", log_saved),
    Here("symptoms:log", "empty", "/log/", "a full phone", log_full),
    Here("symptoms:log", "marked", "/log/", "the body map", body_map),
    Here("symptoms:moments", "empty", "/moments/"),
    Here("symptoms:moments", "patient", "/moments/", "a change", moment_open),
    Here("symptoms:moments", "marked", "/moments/", "a second bout"),
    Here("home:diary_day", "marked", lambda cast: f"/diary/{today()}/", "with places"),
    Here("home:today", "marked", "/today/", "a rough day"),
    Here("symptoms:log_day", "patient", lambda cast: f"/log/{today(10)}/"),
    Here("symptoms:check", "empty", "/check/"),
    Here("symptoms:check", "secured", "/check/", "saved in part", check_saved),
    Here("symptoms:mix_up", "patient", "/diary/mix-up/"),
    Here("symptoms:mix_up", "patient", lambda cast: f"/diary/mix-up/?first={today(79)}&last={today(60)}", "what changes"),
    Here("symptoms:mix_up", "empty", "/diary/mix-up/?first=2026-01-01&last=2025-01-01", "days that cannot be", status=400),
    Here("symptoms:history", "patient", lambda cast: f"/diary/{today(10)}/history/"),
    Here("symptoms:history", "empty", lambda cast: f"/diary/{today(10)}/history/"),
    Here("symptoms:other_leg", "one leg", "/other-leg/"),
    Here("symptoms:safety", "empty", "/safety/?about=new"),
    Here("symptoms:safety", "empty", "/safety/?about=weaker-left", "how it came on"),
    Here("symptoms:safety", "secured", "/safety/?about=fall", "a card", safety_card_of_a_fall),
    Here("symptoms:safety", "empty", "/safety/?about=got-help", "did you get help"),
    *(Here("home:trends", "patient", f"/trends/?days={days}", f"{days} days") for days in (14, 28, 90)),
    Here("home:trends", "empty", "/trends/"),
    Here("home:diary", "patient", "/diary/"),
    Here("home:diary_day", "patient", lambda cast: f"/diary/{today(10)}/", "with a fall"),
    Here("home:diary_day", "patient", lambda cast: f"/diary/{today(3)}/", "taken back"),
    Here("home:diary_day", "patient", lambda cast: f"/diary/{today(4)}/", "empty"),
    Here("home:menu", "patient", "/menu/"),
    Here("home:menu", "patient", "/menu/", "something is not sent", sign_out_question),
    *exercise_pages.PAGES,
    Here("treatment:plan", "patient", "/plan/"),
    Here("treatment:plan", "empty", "/plan/"),
    Here("treatment:week", "empty", "/plan/week/"),
    Here("treatment:sheet", "patient", "/plan/print/"),
    Here("treatment:pause_all", "patient", "/plan/pause/", "one is paused"),
    Here("treatment:medicine_add", "empty", "/plan/medicines/add/", "with errors", submit("Add to my plan")),
    Here("treatment:medicine_add_steps", "empty", "/plan/medicines/add/steps/", "in words", titration),
    Here("treatment:medicine_add_steps", "empty", "/plan/medicines/add/steps/", "with errors", submit("See it in words", **{"id_day-0": str(today(-1))})),
    Here("treatment:medicine", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/", "not confirmed"),
    Here("treatment:medicine", "patient", lambda cast: f"/plan/medicines/{cast.medicines['needed']}/?past", "past her own limits"),
    Here("treatment:change", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/change/"),
    Here(
        "treatment:change",
        "patient",
        lambda cast: f"/plan/medicines/{cast.medicines['needed']}/change/",
        "without a dose",
        submit("Save the change", id_dose_text=""),
    ),
    Here("treatment:facts", "patient", lambda cast: f"/plan/medicines/{cast.medicines['needed']}/facts/"),
    Here("treatment:pause", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/pause/"),
    Here("treatment:hold", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/hold/"),
    Here("treatment:step_back", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/back/"),
    Here("treatment:end", "patient", lambda cast: f"/plan/medicines/{cast.medicines['rising']}/end/"),
    Here("home:questions", "empty", "/questions/"),
    Here("home:questions", "patient", "/questions/"),
    Here("home:questions", "patient", "/questions/?kept", "kept"),
    Here("home:question_add", "empty", "/questions/add/"),
    Here("home:question_add", "empty", "/questions/add/", "nothing said", submit("Add to my questions")),
    Here("home:question_add", "empty", "/questions/add/", "a yes and too many words", a_yes_and_too_many_words),
    Here("home:question_add", "empty", "/questions/add/?from=your-check&number=1", "of an article"),
    Here("home:question_add", "secured", "/questions/add/?from=your-check&number=1", "of an article, added", submit("Add to my questions")),
    Here("home:dose", "patient", lambda cast: f"/today/dose/{cast.doses['answered']}/", "answered"),
    Here("home:dose", "patient", lambda cast: f"/today/dose/{cast.doses['open']}/", "without an answer", submit("Save")),
    Here("home:question", "patient", lambda cast: f"/questions/{cast.question}/"),
    Here("home:questions", "patient", "/questions/", "one removed", remove_first),
    Here("reminders:overview", "patient", "/reminders/"),
    Here("reminders:overview", "empty", "/reminders/"),
    Here("reminders:how", "patient", "/reminders/how/"),
    Here("reminders:how", "patient", "/reminders/how/", "no time", submit("Save", id_quiet_from="")),
    Here("reminders:test", "patient", "/reminders/test/", "not confirmed"),
    Here("reminders:test", "empty", "/reminders/test/"),
    Here("reminders:sent", "patient", "/reminders/sent/"),
    Here("reminders:sent", "empty", "/reminders/sent/"),
    Here("reminders:travel", "patient", "/reminders/travel/?zone=America/Caracas"),
    Here("reminders:calendar", "empty", "/reminders/calendar/"),
    Here("reminders:calendar", "patient", "/reminders/calendar/", "an address", submit("Make an address")),
    Here("reminders:answer", "nobody", lambda cast: f"/r/{cast.token}/"),
    Here("reminders:answer", "nobody", "/r/ended/", "ended", status=404),
    Here("home:diary_reminders", "patient", "/reminders/diary/"),
    Here("home:phones", "patient", "/menu/phones/"),
    Here("home:phones", "empty", "/menu/phones/"),
    Here("home:phone", "patient", lambda cast: f"/menu/phones/{cast.phone.pk}/"),
    Here("home:download", "patient", "/menu/download/", "ready"),
    Here("home:download", "empty", "/menu/download/"),
    Here("home:download", "secured", "/menu/download/", "being made"),
    Here("home:close", "empty", "/menu/close/"),
    Here("home:close", "empty", "/menu/close/", "without the tick", submit("Close my account")),
    Here("home:close", "closing", "/menu/close/", "closing"),
    Here("pwa:signed_out", "nobody", "/shell/signed-out/"),
    Here("patients:me", "patient", "/me/"),
    Here("patients:me", "empty", "/me/", "born tomorrow", submit("Save", id_birth_date=str(today(-1)))),
    Here("sharing:share", "patient", "/share/"),
    Here("sharing:share", "empty", "/share/"),
    Here("sharing:code", "empty", "/share/code/"),
    Here("sharing:code", "empty", "/share/code/", "no such clinic", submit("Find the clinic", id_clinic_code="ZZZ ZZZ")),
    Here("sharing:with", "empty", lambda cast: f"/share/with/{cast.clinic.code}/"),
    Here("sharing:with", "empty", lambda cast: f"/share/with/{cast.clinic.code}/", "no name", submit("Share")),
    Here("sharing:invitation", "patient", lambda cast: f"/share/invitations/{cast.invitation.pk}/"),
    Here("sharing:invitation", "patient", lambda cast: f"/share/invitations/{cast.known_invitation.pk}/", "of a clinic that sees already"),
    Here("sharing:decline", "patient", lambda cast: f"/share/invitations/{cast.invitation.pk}/decline/"),
    Here("sharing:leave", "patient", lambda cast: f"/share/known/{cast.enrolment.pk}/leave/"),
    Here("sharing:grant", "patient", lambda cast: f"/share/{cast.grant.pk}/"),
    Here("sharing:helpers", "patient", "/share/helpers/"),
    Here("sharing:helpers", "patient", "/share/helpers/", "with errors", submit("Send the invitation", id_email="nobody"), status=200),
    Here("sharing:helper_withdraw", "patient", lambda cast: f"/share/helpers/{cast.helping.pk}/withdraw/"),
    Here("sharing:helping", "helper", "/helping/"),
    Here("sharing:helping", "idle", "/helping/", "nobody asks"),
    Here("sharing:person", "helper", lambda cast: f"/helping/{cast.helping.pk}/"),
    Here("sharing:help_log", "helper", lambda cast: f"/helping/{cast.helping.pk}/log/{today()}/"),
    Here("sharing:help_log", "helper", lambda cast: f"/helping/{cast.helping.pk}/log/{today(3)}/", "without an answer", submit("Save")),
    Here("sharing:withdraw", "patient", lambda cast: f"/share/{cast.grant.pk}/withdraw/"),
]
SECURITY = [
    Here("accounts:logout", "patient", "/accounts/logout/"),
    Here("account_email", "patient", "/accounts/email/"),
    Here("account_change_password", "patient", "/accounts/password/change/"),
    Here("accounts:set_password", "newcomer", "/accounts/password/set/"),
    Here("account_reauthenticate", "patient", "/accounts/reauthenticate/"),
    Here("accounts:reauthenticate_by_code", "newcomer", "/accounts/reauthenticate/code/"),
    Here("mfa_index", "patient", "/accounts/2fa/"),
    Here("mfa_index", "secured", "/accounts/2fa/"),
    Here("mfa_reauthenticate", "secured", "/accounts/2fa/reauthenticate/"),
    Here("mfa_activate_totp", "patient", "/accounts/2fa/totp/activate/"),
    Here("mfa_deactivate_totp", "secured", "/accounts/2fa/totp/deactivate/"),
    Here("mfa_view_recovery_codes", "secured", "/accounts/2fa/recovery-codes/"),
    Here("mfa_generate_recovery_codes", "secured", "/accounts/2fa/recovery-codes/generate/"),
    Here("mfa_list_webauthn", "patient", "/accounts/2fa/webauthn/"),
    Here("mfa_list_webauthn", "empty", "/accounts/2fa/webauthn/"),
    Here("mfa_add_webauthn", "empty", "/accounts/2fa/webauthn/add/"),
    Here("mfa_edit_webauthn", "patient", lambda cast: f"/accounts/2fa/webauthn/keys/{cast.passkey.pk}/edit/"),
    Here("mfa_remove_webauthn", "patient", lambda cast: f"/accounts/2fa/webauthn/keys/{cast.passkey.pk}/remove/"),
    Here("usersessions_list", "patient", "/accounts/sessions/"),
]
STAFF = [
    Here("clinics:invitation", "invited", lambda cast: f"/invitations/{cast.staff_invitation.pk}/"),
    Here("accounts:factor", "locked", "/accounts/factor/"),
    Here("sharing:clinic", "clinician", "/clinic/"),
    Here("sharing:clinic", "idle", "/clinic/"),
    Here("sharing:clinic_trend", "clinician", lambda cast: f"/clinic/patients/{cast.grant.pk}/"),
    Here("sharing:clinic_trend", "lakeside", lambda cast: f"/clinic/patients/{cast.other_grant.pk}/", "diary not shared"),
    Here("sharing:clinic_days", "clinician", lambda cast: f"/clinic/patients/{cast.grant.pk}/days/"),
    Here("sharing:clinic_days", "lakeside", lambda cast: f"/clinic/patients/{cast.other_grant.pk}/days/", "diary not shared"),
    Here("sharing:clinic_invite", "clinician", "/clinic/invite/"),
    Here("sharing:clinic_invite", "idle", "/clinic/invite/", "no address", submit("Send the invitation", id_email="no")),
    Here("sharing:clinic_enrolled", "coordinator", "/clinic/enrolled/"),
    Here("sharing:looked", "patient", "/share/looked/", "after a look"),
    Here("sharing:looked", "empty", "/share/looked/"),
]
PAGES = [*SIGNED_OUT, *STARTING, *PATIENT, *SECURITY, *STAFF]

NO_PAGES = {
    "livez": "plain words for a load balancer",
    "education:search_index": "JSON for the phone",
    "education:pages": "JSON for the phone",
    "education:sitemap": "XML for search engines",
    "robots": "text for search engines",
    "healthz": "JSON for operators",
    "pwa:service_worker": "a script",
    "pwa:assets": "JSON for the phone",
    "pwa:manifest": "JSON",
    "schema": "a file for programs",
    "docs": "the page that drf-spectacular brings with it; tests/guards holds its headers",
    "patients:start": "leads on to the first open step",
    "account_login": "the same address as accounts:login",
    "account_logout": "the same address as accounts:logout",
    "account_email_verification_sent": "the same address as accounts:confirm_email",
    "account_confirm_login_code": "the same address as accounts:confirm_login_code",
    "account_confirm_password_reset_code": "the same address as accounts:confirm_reset_code",
    "accounts:factor_ready": "leads on",
    "account_set_password": "the same address as accounts:set_password",
    "mfa_reauthenticate_webauthn": "needs a passkey: test_passkeys.py",
    "mfa_login_webauthn": "JSON for the passkey script",
    "mfa_download_recovery_codes": "a text file",
    "sharing:clinic_switch": "POST alone",
    "sharing:help_answer": "POST alone",
    "sharing:help_give_up": "POST alone",
    "sharing:helped_here": "POST alone",
    "home:keep": "POST alone",
    "reminders:told": "POST alone",
    "reminders:remove_phone": "POST alone",
    "reminders:old_phones": "POST alone",
    "reminders:feed": "a calendar's file",
    "home:not_now": "POST alone",
    "home:dose_answer": "POST alone",
    "home:download_file": "a zip",
    "symptoms:rough_day": "POST alone",
    "sharing:clinic_cancel": "POST alone",
}
NO_PAGES_UNDER = {"api/v1/": "JSON", "_allauth/": "JSON", "admin/": "Django's own pages, for operators"}
