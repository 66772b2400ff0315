import pytest

from backend.symptoms.fields import (
    DIARY,
    MOMENT,
    NOTE_MAX,
    check,
    clean_text,
    is_complete,
    is_counted,
    is_known_schema,
    legs,
)
from backend.symptoms.sets import SETS, other_side

SCALES = ["pain_avg", "pain_worst", "sleep", "activity"]
ONE_LEG = {"pain_avg": 4, "strength_left": "same", "numbness": "same", "new": "nothing"}


def refusal(fields, table=DIARY):
    clean, errors = check(fields, table)
    assert clean == {}
    return errors


@pytest.mark.parametrize("name", SCALES)
@pytest.mark.parametrize("value", range(11))
def test_a_scale_takes_every_whole_number_from_0_to_10(name, value):
    assert check({name: value}) == ({name: value}, [])


@pytest.mark.parametrize("value", [11, -1, True, False, 6.5, 6.0, "6", "", [], {}, 10**30, float("nan")])
def test_a_pain_that_is_no_number_from_0_to_10_gets_an_instruction(value):
    assert refusal({"pain_avg": value}) == [{"field": "pain_avg", "code": "invalid", "message": "Enter a number from 0 to 10"}]


@pytest.mark.parametrize("field", [f for f in DIARY.values() if f.choices], ids=lambda f: f.name)
def test_a_choice_takes_its_words_and_no_other(field):
    assert all(check({field.name: code})[1] == [] for code in field.codes)
    for wrong in ["", "Weaker", "worse", 1, True, ["same"], "same\x00"]:
        assert refusal({field.name: wrong})[0]["code"] == "invalid"


def test_null_is_a_value_for_every_field():
    fields = dict.fromkeys(DIARY)
    assert check(fields) == (fields, [])


def test_an_unknown_field_is_named_back():
    assert refusal({"pain_avg": 4, "mood": 3}) == [
        {
            "field": "mood",
            "code": "unknown_field",
            "message": "This field is not part of the diary",
        }
    ]


def test_an_unknown_field_is_named_back_in_short():
    assert len(refusal({"x" * 1_000_000: 1})[0]["field"]) == 64


def test_ten_thousand_bad_fields_earn_a_short_answer():
    assert len(refusal({f"f{n}": n for n in range(10_000)})) == 20


@pytest.mark.parametrize("fields", [None, {}, [], "pain_avg", 6, [["pain_avg", 6]]])
def test_what_is_no_set_of_fields_is_refused(fields):
    assert refusal(fields)[0]["field"] == "fields"


def test_one_bad_field_refuses_the_whole_revision():
    assert [e["field"] for e in refusal({"pain_avg": 4, "sleep": 11})] == ["sleep"]


def test_a_note_of_a_megabyte_is_too_long():
    assert refusal({"note": "a" * 1_000_000}) == [{"field": "note", "code": "too_long", "message": "Use 2,000 characters or fewer"}]


def test_a_note_may_be_as_long_as_said():
    note = "é" * NOTE_MAX
    assert check({"note": note}) == ({"note": note}, [])


@pytest.mark.parametrize(
    "note",
    [
        "burning 🔥 after stairs 👩🏽‍🦯",
        "ساقي اليسرى أضعف",
        "הרגל שלי\u200f 12",
        "<script>alert(1)</script>",
        "two\nlines",
    ],
)
def test_words_of_every_script_are_kept_as_they_are(note):
    assert check({"note": note}) == ({"note": note}, [])


@pytest.mark.parametrize("unwanted", ["\x00", "\x1b", "\x7f", "\x9f", "\ud800", "\u202e", "\u2066", "\u2069"])
def test_characters_that_break_or_reorder_text_are_stripped(unwanted):
    assert clean_text(f"left{unwanted} leg") == "left leg"


def test_line_ends_of_every_system_become_newlines_and_tabs_become_spaces():
    assert clean_text("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


def test_an_empty_note_withdraws_it():
    assert check({"note": " \n\x00 "}) == ({"note": None}, [])


@pytest.mark.parametrize("note", [5, True, ["a"], {"a": 1}])
def test_a_note_that_is_not_text_is_refused(note):
    assert refusal({"note": note})[0]["code"] == "invalid"


@pytest.mark.parametrize("kind", ["trip", "fall", None])
def test_a_moment_is_a_trip_or_a_fall_or_withdrawn(kind):
    assert check({"kind": kind, "note": "kerb"}, MOMENT) == (
        {"kind": kind, "note": "kerb"},
        [],
    )


@pytest.mark.parametrize("fields", [{"kind": "no"}, {"kind": "party"}, {"pain_avg": 4}])
def test_a_moment_takes_nothing_else(fields):
    assert refusal(fields, MOMENT)


@pytest.mark.parametrize("schema", [0, 2, "1", 1.0, True, None, [], {}])
def test_only_schema_1_is_known(schema):
    assert not is_known_schema(schema)
    assert is_known_schema(1)


def test_a_complete_day_of_one_leg_needs_that_leg_only():
    assert is_complete(ONE_LEG, True, False)
    assert not is_complete(ONE_LEG, True, True)
    assert not is_complete(ONE_LEG, False, True)


def test_someone_who_has_not_said_which_leg_is_asked_about_both():
    assert legs(False, False) == ["left", "right"]
    assert not is_complete(ONE_LEG, False, False)
    assert is_complete({**ONE_LEG, "strength_right": "same"}, False, False)


@pytest.mark.parametrize("name", ONE_LEG)
def test_a_day_with_one_answer_withdrawn_is_not_complete(name):
    assert not is_complete({**ONE_LEG, name: None}, True, False)


def test_any_numbness_stands_in_for_numbness():
    fields = {**ONE_LEG, "numbness": None, "any_numbness": "no"}
    assert is_complete(fields, True, False)


def test_a_pain_of_0_counts_and_completes():
    assert is_counted({"pain_avg": 0})
    assert is_complete({**ONE_LEG, "pain_avg": 0}, True, False)
    assert not is_counted({"sleep": 3})


def test_every_field_has_words_and_a_scale_says_its_direction():
    for field in [*DIARY.values(), *MOMENT.values()]:
        assert str(field.label)
        assert (field.kind == "scale") == (field.direction == "lower_is_better")


def test_a_stored_value_has_a_word():
    assert DIARY["strength_left"].word("weaker") == "Weaker"
    assert DIARY["pain_avg"].word(0) == "0"
    assert DIARY["numbness"].word(None) == ""


@pytest.mark.parametrize("value", [True, False, None])
def test_a_tick_is_yes_no_or_taken_back(value):
    assert check({"place.pain.left.calf": value}, SETS) == ({"place.pain.left.calf": value}, [])


@pytest.mark.parametrize("value", [1, 0, "yes", "true", [], {}])
def test_a_tick_is_nothing_else(value):
    assert refusal({"place.pain.left.calf": value}, SETS)


@pytest.mark.parametrize("name", ["place.pain.middle.calf", "place.pain.left.elbow", "feel.burning", "side_effect.fever", "place.pain.both.calf"])
def test_a_place_that_does_not_exist_is_refused(name):
    assert refusal({name: True}, SETS)[0]["code"] == "unknown_field"


def test_the_other_side_of_a_place_is_a_place():
    assert {other_side(name) for name in SETS} == set(SETS)
    assert other_side("place.numb.left.sole") == "place.numb.right.sole"
    assert other_side("side_effect.sleepy") == "side_effect.sleepy"
