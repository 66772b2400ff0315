"""Side effects in the log of a phone: in sight while a dose is new, also without a network."""

import pytest

FORM = """<form><div data-role="effects-first" hidden></div><details><fieldset data-set="side_effect.">
<input type="checkbox" name="side_effect.sleepy"><button type="button" data-role="clear"></button></fieldset></details></form>"""
SHOWN = """([form, date, step_days]) => {
  document.body.innerHTML = form;
  return import('/js/log-ticks.js').then(({ startTicks }) => {
    startTicks({ form: document.querySelector('form'), date, profile: { step_days } });
    const first = document.querySelector('[data-role="effects-first"]');
    return [!first.hidden, first.querySelectorAll('[data-set]').length, document.querySelectorAll('[data-set]').length];
  });
}"""


@pytest.mark.parametrize(("date", "shown"), [("2026-03-08", False), ("2026-03-09", True), ("2026-03-15", True), ("2026-03-16", False)])
def test_side_effects_are_in_sight_on_the_day_of_a_step_and_the_6_after_it(page, date, shown):
    assert page.evaluate(SHOWN, [FORM, date, ["2026-03-09"]]) == [shown, int(shown), 1]


def test_a_profile_of_an_older_release_knows_of_no_step(page):
    assert page.evaluate(SHOWN, [FORM, "2026-03-09", None]) == [False, 0, 1]
