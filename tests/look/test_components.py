"""The shared pieces: what a page gets when it includes them."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).resolve().parents[2] / "backend"
INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)(?! type=.application/ld.json)")  # what search engines are told is data, no script


class Starting(forms.Form):
    name = forms.CharField(help_text="As your clinic knows you")
    leg = forms.ChoiceField(choices=[("left", "Left"), ("right", "Right")], widget=forms.RadioSelect)
    adult = forms.BooleanField(label="I am 18 or over")
    clinic_number = forms.CharField(required=False)


def field(name: str, data: dict[str, str] | None = None, **context: object) -> str:
    return render_to_string("components/field.html", {"field": Starting(data)[name], **context})


@pytest.mark.parametrize("base", ["base.html", "base_task.html", "base_staff.html", "404.html", "500.html", "styleguide.html"])
def test_a_page_needs_no_request_no_session_and_no_user(base):
    html = render_to_string(base)
    assert '<main id="main"' in html
    assert 'href="#main"' in html


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("templates/**/*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_carries_a_style_or_a_script_of_its_own(path):
    assert not INLINE.search(path.read_text()), "the content policy forbids it: put it into a file under frontend_static"


@pytest.mark.parametrize("base", ["base.html", "base_task.html", "404.html"])
def test_help_is_in_the_top_bar_of_every_patient_page(base):
    assert 'class="button button--help" href="/learn/get-help-now/"' in render_to_string(base)


def test_the_tab_of_the_page_is_marked_and_no_other():
    html = render_to_string("components/tabs.html", {"tab": "trends"})
    assert html.count("aria-current") == 1
    assert '<a href="/trends/" aria-current="page">' in html


def test_a_field_ties_label_hint_and_error_to_its_control():
    html = field("name", {})
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_choices_are_tiles_in_a_fieldset_and_none_is_chosen():
    html = field("leg", tiles="tiles--2")
    assert "<legend>Leg</legend>" in html
    assert html.count('class="tile tile--big"') == 2
    assert "checked" not in html


def test_a_check_box_and_its_words_are_one_target():
    assert '<label class="check" for="id_adult"><input type="checkbox"' in field("adult")


def test_what_can_be_skipped_says_so():
    assert "(you can skip this)" in field("clinic_number")
    assert "(you can skip this)" not in field("name")


def test_the_error_summary_leads_to_each_field_and_takes_the_focus():
    html = render_to_string("components/error_summary.html", {"form": Starting({})})
    assert 'tabindex="-1" autofocus' in html
    assert "3 things to mend" in html
    assert 'href="#id_leg"' in html


def test_the_error_summary_is_silent_without_errors():
    assert render_to_string("components/error_summary.html", {"form": Starting()}).strip() == ""


@pytest.mark.parametrize(("tier", "word"), [("emergency", "Emergency:"), ("sameday", "Same day:"), ("soon", "Soon:")])
def test_a_care_card_says_its_urgency_in_words(tier, word):
    html = render_to_string("components/care_card.html", {"tier": tier, "title": "Call 999 if:", "lines": ["you fall"]})
    assert word in html
    assert f"care--{tier}" in html


def test_nothing_is_chosen_in_the_log():
    html = render_to_string("symptoms/_log_form.html")
    assert html.count('type="radio"') > 50
    assert "checked" not in html


def test_the_log_shows_what_is_stored():
    html = render_to_string("symptoms/_log_form.html", {"values": {"pain_avg": 6, "strength_left": "weaker"}})
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', html) == [("pain_avg", "6"), ("strength_left", "weaker")]
