"""A newer version never loads a page anew under words that are only in it."""

import pytest

HOLDS = "(html) => import('/js/held-words.js').then(({ holdsWords }) => { document.body.innerHTML = html; window.change?.(); return holdsWords(); })"
PLAIN = '<form><input name="a" value="1"><textarea>x</textarea><input type="checkbox" checked><select><option>1</option><option>2</option></select></form>'
SAFETY = '<form data-module="safety"><button name="saddle" value="yes" aria-pressed="{}">Yes</button></form>'


def holds(page, html, change="() => {}"):
    page.evaluate(f"() => {{ window.change = {change}; }}")
    return page.evaluate(HOLDS, html)


@pytest.mark.parametrize("html", ["<p>Nothing to fill in</p>", PLAIN, SAFETY.format("false"), '<form data-module="log"><textarea></textarea></form>'])
def test_a_page_in_which_nothing_was_said_holds_nothing(page, html):
    assert not holds(page, html)


@pytest.mark.parametrize(
    "html",
    [
        '<form data-module="log"><textarea data-dirty="yes"></textarea></form>',
        '<form data-module="log" data-unkept></form>',
        SAFETY.format("true"),
        '<form data-module="safety"><input type="hidden" name="said" value="saddle:yes"></form>',
    ],
)
def test_words_and_answers_that_are_only_in_the_page_are_held(page, html):
    assert holds(page, html)


@pytest.mark.parametrize(
    ("field", "change"), [("input", "value = '2'"), ("textarea", "value = 'xy'"), ("[type=checkbox]", "checked = false"), ("select", "value = '2'")]
)
def test_a_half_filled_plain_form_is_held(page, field, change):
    assert holds(page, PLAIN, f'() => {{ document.querySelector("{field}").{change}; }}')


def test_answers_that_the_log_keeps_by_itself_hold_nothing(page):
    form = '<form data-module="log"><input type="radio" name="pain_avg" value="6"></form>'
    assert not holds(page, form, "() => { document.querySelector('input').checked = true; }")
