"""The table of what the apps registered for one another (common/hooks.py). It is printed: `bin/test -s tests/guards/test_hooks.py`."""

import pytest

from backend.common import hooks

# Whoever registers an entry adds it here; whoever removes one removes it here.
OWNERS = ["sharing", "treatment", "symptoms", "reminders", "patients", "clinics", "audit", "accounts"]  # the highest first: closers run in this order
EXPECTED: dict[str, list[str]] = {
    "exporters": OWNERS,
    "closers": OWNERS,
    "personal_data": OWNERS,
    "day_changed": [],
    "profile_changed": ["home", "reminders"],
    "dose_changes": ["treatment"],
    "reminder_kinds": ["daily_log", "leg_check", "exercise", "routine", "medicine", "patch_off"],
    "envelope_kinds": ["session", "dose", "step", "answer"],
}


def table() -> dict[str, list[str]]:
    registries = (
        hooks.exporters,
        hooks.closers,
        hooks.personal_data,
        hooks.day_changed,
        hooks.profile_changed,
        hooks.dose_changes,
        hooks.reminder_kinds,
        hooks.envelope_kinds,
    )
    return {registry.name: [name for name, _entry in registry] for registry in registries}


def test_the_registries_hold_what_the_table_says():
    for name, entries in table().items():
        print(f"{name:<15} {', '.join(entries) or 'nothing yet'}")
    assert table() == EXPECTED, "Mend EXPECTED in tests/guards/test_hooks.py, and look who else must register."


def test_who_can_be_exported_can_be_closed():
    assert table()["exporters"] == table()["closers"] == table()["personal_data"], "An app that holds personal data registers an exporter and a closer."


def test_a_name_is_registered_once():
    registry: hooks.Registry[int] = hooks.Registry("numbers")
    registry.register("one", 1)
    with pytest.raises(ValueError, match="twice"):
        registry.register("one", 2)
