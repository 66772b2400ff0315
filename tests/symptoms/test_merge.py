from hypothesis import given
from hypothesis import strategies as st

from backend.symptoms.merge import (
    RANK_OTHER,
    RANK_PATIENT,
    Revision,
    fold,
    fold_into,
    is_withdrawn,
    others,
    values,
    winners_from_row,
    winners_to_json,
    winners_to_row,
)

NAMES = ["pain_avg", "strength_left", "numbness", "note"]
WORDS = st.one_of(st.none(), st.integers(0, 10), st.sampled_from(["same", "weaker", "a note"]))


@st.composite
def revision_lists(draw):
    """Revisions with colliding stamps, as two phones with equal clocks would make them."""
    ids = draw(st.lists(st.uuids(version=4).map(str), unique=True, max_size=12))
    return [
        Revision(
            draw(st.dictionaries(st.sampled_from(NAMES), WORDS, min_size=1)),
            draw(st.integers(0, 5)),
            envelope_id,
            draw(st.sampled_from([RANK_PATIENT, RANK_OTHER])),
        )
        for envelope_id in ids
    ]


@given(revision_lists(), st.data())
def test_every_order_gives_the_same_day(revisions, data):
    shuffled = data.draw(st.permutations(revisions))
    assert fold(shuffled) == fold(revisions)


@given(revision_lists(), st.data())
def test_repeats_change_nothing(revisions, data):
    repeated = data.draw(st.lists(st.sampled_from(revisions))) if revisions else []
    assert fold([*repeated, *revisions, *repeated]) == fold(revisions)


@given(revision_lists(), st.data())
def test_every_batching_gives_the_same_day(revisions, data):
    """Batches end anywhere; between two of them the day is stored and read back."""
    ends = sorted(data.draw(st.lists(st.integers(0, len(revisions)))))
    day = {}
    for start, end in zip([0, *ends], [*ends, len(revisions)], strict=True):
        for revision in revisions[start:end]:
            day = fold_into(day, revision)
        day = winners_from_row(winners_to_row(day))
    assert day == fold(revisions)


@given(revision_lists(), revision_lists())
def test_two_phones_that_hear_of_each_other_late_converge(one, two):
    mine, hers = fold(one), fold(two)
    for revision in two:
        mine = fold_into(mine, revision)
    for revision in one:
        hers = fold_into(hers, revision)
    assert mine == hers == fold(one + two)


@given(revision_lists())
def test_folding_a_known_revision_again_is_harmless(revisions):
    day = fold(revisions)
    assert all(fold_into(day, revision) == day for revision in revisions)


@given(revision_lists())
def test_a_helper_never_overwrites_what_she_touched_herself(revisions):
    own = fold(r for r in revisions if r.rank == RANK_PATIENT)
    day = fold(revisions)
    assert {name: day[name] for name in own} == own


@given(revision_lists())
def test_every_touched_field_has_a_winner_and_no_other(revisions):
    assert set(fold(revisions)) == {name for r in revisions for name in r.fields}


@given(revision_lists())
def test_a_winner_is_a_value_that_somebody_entered(revisions):
    by_id = {r.id: r for r in revisions}
    for name, winner in fold(revisions).items():
        assert by_id[winner.id].fields[name] == winner.value


def test_folding_in_leaves_the_old_winners_alone():
    before = fold([Revision({"pain_avg": 4}, 1, "a")])
    fold_into(before, Revision({"pain_avg": 7}, 2, "b"))
    assert values(before) == {"pain_avg": 4}


def test_the_later_stamp_wins_per_field():
    day = fold(
        [
            Revision({"pain_avg": 6, "note": "stairs"}, 10, "b"),
            Revision({"pain_avg": 4}, 20, "a"),
        ]
    )
    assert values(day) == {"pain_avg": 4, "note": "stairs"}


def test_equal_stamps_are_decided_by_the_id():
    day = fold([Revision({"pain_avg": 6}, 10, "b"), Revision({"pain_avg": 4}, 10, "a")])
    assert values(day) == {"pain_avg": 6}


def test_her_own_word_wins_over_a_later_helper():
    day = fold([Revision({"pain_avg": 4}, 10, "a"), Revision({"pain_avg": 8}, 99, "b", RANK_OTHER)])
    assert values(day) == {"pain_avg": 4}


def test_the_beaten_value_of_a_helper_is_kept_to_be_shown():
    revisions = [
        Revision({"pain_avg": 7}, 98, "b", RANK_OTHER),
        Revision({"pain_avg": 8}, 99, "c", RANK_OTHER),
        Revision({"pain_avg": 4}, 10, "a"),
    ]
    assert [w.value for w in others(revisions)["pain_avg"]] == [8]


def test_an_earlier_value_of_the_same_person_is_not_a_beaten_one():
    revisions = [Revision({"pain_avg": 4}, 10, "a"), Revision({"pain_avg": 5}, 20, "b")]
    assert others(revisions) == {}


def test_what_a_helper_withdrew_is_not_shown():
    revisions = [
        Revision({"pain_avg": 8}, 10, "a", RANK_OTHER),
        Revision({"pain_avg": None}, 20, "b", RANK_OTHER),
        Revision({"pain_avg": 4}, 10, "c"),
    ]
    assert others(revisions) == {}


def test_withdrawing_writes_null_and_undo_writes_the_old_values():
    entered = Revision({"pain_avg": 6, "numbness": "same"}, 10, "a")
    withdrawn = Revision({"pain_avg": None, "numbness": None}, 20, "b")
    undone = Revision(entered.fields, 30, "c")
    assert is_withdrawn(fold([entered, withdrawn]))
    assert values(fold([undone, entered, withdrawn])) == entered.fields


def test_a_day_without_revisions_is_not_withdrawn():
    assert fold([]) == {}
    assert not is_withdrawn({})


def test_a_zero_is_not_a_withdrawal():
    assert not is_withdrawn(fold([Revision({"pain_avg": 0}, 1, "a")]))


def test_winners_are_stored_as_they_are_sent():
    day = fold([Revision({"pain_avg": 6}, 1795161845123, "a1")])
    assert winners_to_json(day) == {"pain_avg": {"value": 6, "stamp": "2026-11-20T08:04:05.123Z", "id": "a1", "rank": 20}}
