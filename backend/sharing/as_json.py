"""What a clinic reads, as JSON. A hidden field is absent and named in `hidden`: hidden is not none."""

from typing import Any

from backend.sharing.extras import Check, Extras, Said, Ticks
from backend.sharing.reading import ReadDay, ReadMoment
from backend.sharing.rows import Identity, Row
from backend.sharing.viewing import Page, PatientView
from backend.symptoms import trends
from backend.symptoms.fields import DIARY

NOT_WITHOUT_DIARY = ("change", "weeks", "record", "falls", "trips")


def patients(page: Page) -> dict[str, Any]:
    return {
        "total": page.total,
        "matching": page.matching,
        "page": page.number,
        "pages": page.pages,
        "patients": [_row(row) for row in page.rows],
    }


def trend_of(view: PatientView) -> dict[str, Any]:
    """The trend of trends.py without what is hidden."""
    if view.trend is None:
        raise ValueError("this view has no trend")
    made, hidden = trends.as_json(view.trend), _hidden(view)
    made["series"] = [{name: value for name, value in point.items() if name not in hidden} for point in made["series"]]
    if not view.reading.shows_diary:
        made.update(dict.fromkeys(NOT_WITHOUT_DIARY), series=[_without_pain(point) for point in made["series"]])
    if not view.reading.shows_safety:
        made["new"] = None
    return {**_about(view), "hidden": hidden, **made, **_extras(view)}


def diary(view: PatientView) -> dict[str, Any]:
    return {
        **_about(view),
        "hidden": _hidden(view),
        "days": [_day(day) for day in view.reading.days],
        "moments": [_moment(moment) for moment in view.reading.moments] if view.reading.shows_diary else None,
        **_extras(view),
    }


def _extras(view: PatientView) -> dict[str, Any]:
    """null where the scope was not given. A safety answer is word for word, never folded, newest first."""
    more = view.extras
    return {
        "safety_answers": None if more.safety is None else [_said(said) for said in more.safety],
        "ticks": None if more.ticks is None else [_ticks(ticks, more) for ticks in more.ticks],
        "leg_checks": None if more.checks is None else [_check(check) for check in more.checks],
    }


def _said(said: Said) -> dict[str, Any]:
    at = {"date": said.date.isoformat(), "at": said.at.isoformat()}
    return {**at, "question": str(said.question), "answer": str(said.answer), "tier": said.tier, "by": said.by, "guessed": said.guessed}


def _ticks(ticks: Ticks, more: Extras) -> dict[str, Any]:
    places = {"pain": list(ticks.pain), "numb": list(ticks.numb)} if more.shows_places else {}
    felt = {"feelings": list(ticks.feelings), "side_effects": list(ticks.side_effects)} if more.shows_feelings else {}
    return {"date": ticks.date.isoformat(), **places, **felt}


def _check(check: Check) -> dict[str, Any]:
    answers = [{"question": question, "answer": str(answer)} for question, answer in check.lines]
    return {"date": check.date.isoformat(), "complete": check.complete, "answers": answers}


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": str(row.grant.pk),
        **_identity(row.identity),
        "last_entry": row.last_entry and row.last_entry.isoformat(),
        "pain": row.comparison and {"mean": _mean(row), "n": row.comparison.now.n, "change": row.change},
        "hidden": [] if row.comparison else ["pain"],
        "looked_at": row.looked_at and row.looked_at.isoformat(),
        "news": [said for _kind, said in row.news],
    }


def _mean(row: Row) -> float | None:
    mean = row.comparison.now.mean if row.comparison else None
    return None if mean is None else round(float(mean), 2)


def _about(view: PatientView) -> dict[str, Any]:
    grant = view.grant
    first = None if grant.from_start else grant.from_date.isoformat()
    shared = {"scopes": grant.clinician_scopes, "from_date": first, "until": grant.until and grant.until.isoformat()}
    return {"id": str(grant.pk), **_identity(view.identity), "shared": shared}


def _identity(who: Identity) -> dict[str, Any]:
    born = who.birth_date and who.birth_date.isoformat()
    return {"name": who.name, "birth_date": born, "clinic_number": who.clinic_number}


def _hidden(view: PatientView) -> list[str]:
    return [name for name in DIARY if name not in view.reading.visible]


def _without_pain(point: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in point.items() if not name.startswith("pain_")}


def _day(day: ReadDay) -> dict[str, Any]:
    """`new_said`: every time that something new was said, also when it was changed or taken back since."""
    said = {"new_said": [at.isoformat() for at in day.said_something]} if "new" in day.values else {}
    return {
        "date": day.date.isoformat(),
        "fields": dict(day.values),
        **said,
        "provenance": day.provenance,
        "complete": day.complete,
        "withdrawn": day.withdrawn,
    }


def _moment(moment: ReadMoment) -> dict[str, Any]:
    return {"moment": str(moment.moment_id), "date": moment.date.isoformat(), "kind": moment.kind, "note": moment.note}
