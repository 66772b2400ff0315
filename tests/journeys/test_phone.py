"""A phone that one journey hands on to the next holds nothing of the first."""

HELD = """async () => ({ here: Object.keys(sessionStorage), always: Object.keys(localStorage),
  data: (await indexedDB.databases()).map((one) => one.name), caches: await caches.keys() })"""
EMPTY = {"here": [], "always": [], "data": [], "caches": []}


def test_a_wiped_phone_knows_nobody_and_holds_nothing(phone, site):
    phone.open_log()
    phone.answer(pain_avg=6)
    phone.is_sent()
    phone.page.evaluate("localStorage.setItem('left', 'behind')")
    assert phone.page.evaluate(HELD) != EMPTY
    phone.wipe(site.answering)
    assert phone.page.evaluate(HELD) == EMPTY
    assert phone.context.cookies() == []


def test_a_phone_that_was_changed_is_not_handed_on(pick_up):
    plain, clock, sized, small = pick_up(), pick_up(), pick_up(), pick_up(viewport={"width": 320, "height": 640})
    assert clock.context.clock
    sized.page.set_viewport_size({"width": 320, "height": 640})
    assert [one.can_be_handed_on() for one in (plain, clock, sized, small)] == [True, False, False, False]
