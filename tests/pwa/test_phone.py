"""The log on a phone, in a real browser against the whole site: networks that go, people that change, releases."""

from datetime import UTC, datetime, timedelta

import pytest


def test_a_log_without_a_network_is_there_when_the_app_opens_again_and_goes_once(phone, her_address):
    phone.sign_in(her_address)
    phone.context.set_offline(True)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.tap("strength_left", "same")
    phone.says("Saved on this phone, 1 not sent")
    phone.close_app()
    phone.log()
    phone.says("Saved on this phone, 1 not sent")
    assert phone.checked() == {"pain_avg": "6", "strength_left": "same"}
    phone.context.set_offline(False)
    phone.says("Sent")
    assert phone.fields() == {"pain_avg": 6, "strength_left": "same"}


def test_background_sync_sends_with_no_page_open(phone, site, her_address):
    phone.context.grant_permissions(["background-sync"], origin=site.address)
    phone.sign_in(her_address)
    phone.context.set_offline(True)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Saved on this phone, 1 not sent")
    worker = phone.context.service_workers[0]
    phone.page.close()
    phone.context.set_offline(False)
    worker.evaluate(
        """new Promise((done) => {
          const event = Object.assign(new Event('sync'), { tag: 'stride-outbox', waitUntil: (work) => work.then(done, done) });
          self.dispatchEvent(event);
        })"""
    )
    phone.page = phone.context.new_page()
    phone.open("/today/")
    assert phone.fields() == {"pain_avg": 6}


def runs_another_app(phone, old):
    """Once its last page is closed and its work is done, the browser lets the old worker go: the app is closed and opened until then."""
    for _ in range(15):
        phone.close_app()
        phone.page.wait_for_timeout(1000)
        phone.log()
        if phone.page.evaluate("document.querySelector('script[src*=app]').src") != old:
            return True
    return False


def test_a_release_loses_nothing_that_waits(phone, site, her_address):
    phone.sign_in(her_address)
    phone.context.set_offline(True)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Saved on this phone, 1 not sent")
    old = phone.page.evaluate("document.querySelector('script[src*=app]').src")
    for script in site.folder.glob("frontend_static/js/*.js"):  # every name changes, and the old ones are gone
        script.write_text(script.read_text() + "\n// released\n")
    for file in site.folder.glob("data/static/js/*"):
        file.unlink()
    site.deploy()
    phone.tap("strength_left", "same")  # the open page of the old release goes on
    phone.says("Saved on this phone, 1 not sent")
    phone.context.set_offline(False)
    phone.open("/today/")
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    phone.page.wait_for_function("() => navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))")
    assert runs_another_app(phone, old)
    phone.says("Sent")
    assert phone.fields() == {"pain_avg": 6, "strength_left": "same"}


def test_a_newer_release_is_told_calmly_and_used_when_asked(phone, site, her_address):
    phone.sign_in(her_address)
    for script in site.folder.glob("frontend_static/js/*.js"):
        script.write_text(script.read_text() + "\n// released again\n")
    site.deploy()
    phone.open("/today/")
    line = phone.page.locator('main [data-role="new-version"]')
    line.get_by_text("A newer Stride is ready.").wait_for()
    line.get_by_role("button", name="Use it now").tap()
    line.wait_for(state="detached")
    phone.page.wait_for_function("() => navigator.serviceWorker.getRegistration().then((one) => one.waiting === null && one.active.state === 'activated')")


def test_a_session_that_ended_goes_on_logging_and_sends_after_the_next_sign_in(phone, her_address):
    phone.sign_in(her_address)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Sent")
    phone.context.clear_cookies()
    phone.tap("strength_left", "stronger")
    phone.says("Saved on this phone, 1 not sent")
    phone.page.get_by_role("link", name="Sign in to send").wait_for()
    phone.sign_in(her_address)
    phone.log()
    phone.says("Sent")
    assert phone.fields() == {"pain_avg": 6, "strength_left": "stronger"}


def test_two_people_on_one_phone_never_meet(phone, her_address, his_address):
    phone.sign_in(her_address)
    phone.log()
    phone.context.clear_cookies()
    phone.tap("pain_avg", 9)
    phone.says("Saved on this phone, 1 not sent")
    phone.sign_in(his_address)
    phone.log()
    assert phone.page.locator("[data-role=who]").first.text_content() == "Boris"
    assert phone.checked() == {}
    phone.tap("pain_avg", 2)
    phone.says("Sent")
    assert phone.fields() == {"pain_avg": 2}
    phone.context.clear_cookies()
    phone.sign_in(her_address)
    phone.log()
    phone.says("Sent")
    assert phone.fields() == {"pain_avg": 9}


def test_two_phones_of_one_person_converge(phone, second_phone, her_address):
    for one in (phone, second_phone):
        one.sign_in(her_address)
        one.log()
    phone.tap("pain_avg", 6)
    phone.says("Sent")
    second_phone.tap("strength_left", "same")
    second_phone.says("Sent")
    for one in (phone, second_phone):
        one.log()
        one.page.wait_for_function("() => document.querySelectorAll('#log input:checked').length === 2")
        assert one.checked() == {"pain_avg": "6", "strength_left": "same"}


def with_an_unsent_entry(phone, her_address):
    phone.context.add_init_script("Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })")  # the worker would send
    phone.sign_in(her_address)
    phone.page.route("**/api/v1/sync/", lambda route: route.abort())
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Saved on this phone, 1 not sent")
    phone.open("/menu/")
    phone.page.locator("form[data-module=sign-out] button").first.tap()
    return phone.page.get_by_role("dialog")


def left_behind(phone):
    script = """async () => {
      const open = indexedDB.open('stride');
      const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
      const names = ['items', 'days', 'drafts', 'accounts', 'keys'];
      const all = (name) => new Promise((done) => { const ask = db.transaction(name).objectStore(name).count(); ask.onsuccess = () => done(ask.result); });
      const counts = await Promise.all(names.map(all));
      const help = Boolean(await caches.match('/learn/get-help-now/'));
      return { rows: counts.reduce((a, b) => a + b, 0), help };
    }"""
    return phone.page.evaluate(script)


def test_signing_out_asks_about_what_is_not_sent(phone, her_address):
    dialog = with_an_unsent_entry(phone, her_address)
    dialog.get_by_text("1 entry on this phone is not sent yet.").wait_for()
    dialog.get_by_role("button", name="Stay signed in").tap()
    assert phone.api("/api/v1/session/")["account"]
    dialog = phone.page.get_by_role("dialog")
    phone.page.locator("form[data-module=sign-out] button").first.tap()
    dialog.get_by_role("button", name="Send first").tap()
    dialog.get_by_text("They could not be sent now.").wait_for()


def test_signing_out_asks_about_a_note_that_is_not_saved(phone, her_address):
    phone.sign_in(her_address)
    phone.log()
    phone.page.locator("#log details").first.evaluate("(one) => { one.open = true; }")
    phone.page.locator("#log [name=note]").fill("Walked to the shop")
    phone.page.locator('[data-role="note-worse"]').wait_for()
    phone.page.wait_for_timeout(600)  # a draft is kept when she stops typing
    phone.open("/menu/")
    phone.page.locator("form[data-module=sign-out] button").first.tap()
    dialog = phone.page.get_by_role("dialog")
    dialog.get_by_text("A note that you typed is not saved.").wait_for()
    dialog.get_by_role("button", name="Stay signed in").tap()
    assert phone.api("/api/v1/session/")["account"]


def test_a_sign_out_that_the_server_did_not_hear_is_told_again(phone, site, her_address):
    """The network fails just then: the person has left all the same, and the next open says so to the server first."""
    phone.sign_in(her_address)
    phone.open("/menu/")
    phone.page.route("**/accounts/logout/", lambda route: route.abort())
    phone.page.locator("form[data-module=sign-out] button").first.tap()
    phone.page.wait_for_timeout(500)
    phone.close_app()
    told = []
    phone.context.route("**/accounts/logout/", lambda route: (told.append(route.request.method), route.abort() if len(told) == 1 else route.continue_()))
    for _open in range(2):
        phone.open("/menu/")
        phone.page.wait_for_timeout(700)
    phone.page.wait_for_url("**/accounts/login/**")
    assert told == ["POST", "POST"]
    assert phone.api("/api/v1/session/")["account"] is None


def test_discarding_deletes_the_person_and_keeps_the_emergency_pages(phone, site, her_address):
    dialog = with_an_unsent_entry(phone, her_address)
    dialog.get_by_role("button", name="Discard 1 entry").tap()
    phone.page.wait_for_url(site.address + "/")
    assert left_behind(phone) == {"rows": 0, "help": True}


def test_send_first_sends_and_then_signs_out(phone, site, second_phone, her_address):
    dialog = with_an_unsent_entry(phone, her_address)
    phone.page.unroute("**/api/v1/sync/")
    dialog.get_by_role("button", name="Send first").tap()
    phone.page.wait_for_url(site.address + "/")
    assert left_behind(phone) == {"rows": 0, "help": True}
    second_phone.sign_in(her_address)
    assert second_phone.fields() == {"pain_avg": 6}


def test_a_phone_that_knows_nobody_asks_to_sign_in(phone):
    phone.open("/learn/")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.open("/log/")
    phone.page.get_by_role("heading", name="Sign in to log").wait_for()


OFFLINE = {"/today/": "Today", "/learn/": "Learn", "/learn/get-help-now/": "Get help now", "/trends/": "Your trends", "/diary/": "No network"}


@pytest.mark.parametrize(("path", "title"), OFFLINE.items())
def test_what_opens_without_a_network(phone, path, title, her_address):
    phone.sign_in(her_address)
    phone.context.set_offline(True)
    assert title in phone.open(path).title()


def test_no_kept_page_holds_a_word_of_the_person(phone, her_address):
    phone.sign_in(her_address)
    phone.log()
    phone.open("/today/")
    texts = phone.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found.push([request.url, await (await cache.match(request)).text()]);
          }
          return found;
        }"""
    )
    assert len(texts) > 20
    assert [url for url, text in texts if "Amina" in text or "csrfmiddlewaretoken" in text] == []


def test_the_log_runs_clean_under_the_content_security_policy(phone, her_address):
    said = []
    phone.page.on("console", lambda message: said.append(message.text))
    phone.page.on("pageerror", lambda error: said.append(str(error)))
    phone.sign_in(her_address)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Sent")
    assert said == []


def test_a_clock_that_was_ahead_asks_which_day_it_was(phone, her_address):
    phone.sign_in(her_address)
    phone.context.set_offline(True)
    phone.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=3))
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Saved on this phone, 1 not sent")
    phone.context.set_offline(False)
    banner = phone.page.locator("[data-role=trouble] .banner")
    banner.get_by_text("Which day was this?").wait_for()
    assert phone.page.locator("[data-role=status] [data-role=text]").text_content() == "Saved on this phone, 1 not sent"
    banner.get_by_role("button").first.tap()
    banner.wait_for(state="detached")
    phone.says("Sent")
    phone.close_app()
    phone.page.clock.set_fixed_time(datetime.now(UTC))
    phone.open("/learn/get-help-now/")
    assert phone.fields() == {"pain_avg": 6}


def test_a_clock_put_right_opens_the_log_on_the_right_day(phone, her_address):
    """A phone learned that its clock was 3 days ahead; then somebody put it right."""
    phone.sign_in(her_address)
    phone.log()
    today = phone.page.locator("#log-day").text_content()
    phone.close_app()
    phone.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=3))
    phone.log()
    phone.page.wait_for_function("(today) => document.querySelector('#log-day').textContent === today", arg=today)
    phone.close_app()
    phone.page.clock.set_fixed_time(datetime.now(UTC))
    phone.log()
    phone.page.wait_for_function("(today) => document.querySelector('#log-day').textContent === today", arg=today)


def test_a_log_left_open_over_night_is_about_the_new_day(phone, her_address):
    phone.page.clock.install()
    phone.sign_in(her_address)
    phone.log()
    first = phone.page.locator("#log-day").text_content()
    phone.page.wait_for_load_state("networkidle")  # or the news of a reply finds the new day before the event does
    phone.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=1))
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.page.wait_for_function("(first) => document.querySelector('#log-day').textContent !== first", arg=first)


def test_a_full_phone_keeps_the_form_open_with_its_words(phone, her_address):
    phone.sign_in(her_address)
    phone.log()
    phone.page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }; }")
    phone.tap("pain_avg", 6)
    phone.page.get_by_text("This phone is full").wait_for()
    phone.says("Not saved")
    assert phone.checked() == {"pain_avg": "6"}


def test_today_opens_without_a_network_and_says_what_this_phone_knows(phone, her_address):
    phone.sign_in(her_address)
    phone.log()
    phone.tap("pain_avg", 6)
    phone.says("Sent")
    phone.context.set_offline(True)
    phone.open("/today/")
    phone.page.get_by_text("Pain 6 of 10. You can change it.").wait_for()
    phone.page.get_by_text("This is what this phone knows.").wait_for()
    assert phone.page.get_by_role("heading", level=1).text_content() == "Hello, Amina"
    phone.page.get_by_role("link", name="Your weekly leg check").wait_for()


def test_today_without_a_network_knows_nobody_after_a_sign_out(phone, site, her_address):
    phone.sign_in(her_address)
    phone.open("/menu/")
    phone.page.locator("form[data-module=sign-out] button").first.tap()
    phone.page.wait_for_url(site.address + "/")
    phone.context.set_offline(True)
    phone.open("/today/")
    phone.page.get_by_role("heading", name="Sign in to see today").wait_for()
