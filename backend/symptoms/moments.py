"""What a moment sets going beside itself: a rough day keeps quiet until morning, a second bout may restart the treatment.

Called inside the transaction of the write. Both are derived from what was said, so that a phone without a network can say it.
"""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping

from backend.common.localtime import datetime_of
from backend.patients import services as patients
from backend.patients.models import Patient
from backend.symptoms import merge
from backend.symptoms.envelopes import Envelope
from backend.symptoms.folding import Standing
from backend.symptoms.models import Moment

QUIET_ENDS = dt.time(6)
FLARE, SECOND_BOUT, STARTED = "flare", "second_bout", "treatment_started"


def next_morning(at: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The next 6:00 on the wall clock of `zone`: for somebody awake at 2 it is the same morning's."""
    local = at.astimezone(zone)
    day = local.date() + dt.timedelta(days=local.time() >= QUIET_ENDS)
    return dt.datetime.combine(day, QUIET_ENDS, tzinfo=zone)


def rough_days(patient: Patient, now: dt.datetime) -> Iterator[tuple[uuid.UUID, dt.datetime]]:
    """The flares that were marked as a rough day and still keep quiet: their id, and until when."""
    day = patient.today(now)
    for moment in patient.moments.filter(kind=FLARE, date__gte=day - dt.timedelta(days=2)):
        value, stamp_ms, *_rest = moment.winners.get("rough", (None, 0))
        until = next_morning(datetime_of(stamp_ms), patient.zone)
        if value is True and until > now:
            yield moment.moment_id, until


def keep_quiet(patient: Patient, fresh: Iterable[Envelope], now: dt.datetime) -> None:
    """Quiet until the latest morning that a rough day asks for; taken back, it is quiet no more. No query without one."""
    said = [e for e in fresh if e.kind == "moment"]
    if any(patient.quiet_until or "rough" in e.fields for e in said):
        patients.keep_quiet(patient, max((until for _id, until in rough_days(patient, now)), default=None))


def restarts(patient: Patient, fresh: Iterable[Envelope], folded: Mapping[uuid.UUID, Moment]) -> list[Envelope]:
    """The treatment counts from a second bout when the patient says so herself. The start that stood before becomes a moment of its own.

    By the moment as it stands now, and only when it stands so because of what came: an older word, or a helper's, restarts nothing.
    """
    history = []
    for e in fresh:
        moment = folded.get(e.about) if e.kind == "moment" and e.about else None
        if moment is None or not _restarts(moment, e) or patient.treatment_started_on == moment.date:
            continue
        old = patient.treatment_started_on
        patients.update_profile(patient, treatment_status=Patient.Treatment.STARTED, treatment_started_on=moment.date)
        history += [_start_before(patient, e, old)] if old else []
    return [e for e in history if not patient.revisions.filter(envelope_id=e.id).exists()]


def _restarts(moment: Moment, e: Envelope) -> bool:
    said = merge.winners_from_row(moment.winners).get("restart")
    if said is None or said.id != str(e.id) or said.rank != merge.RANK_PATIENT:
        return False
    return said.value is True and moment.kind == SECOND_BOUT


def undo_restarts(patient: Patient, fresh: Iterable[Envelope], before: Mapping[uuid.UUID, Standing], folded: Mapping[uuid.UUID, Moment]) -> None:
    """A second bout that restarted the treatment and was moved moves the start with it; taken back, the start before counts again."""
    for e in fresh:
        if e.kind != "moment" or not e.about or e.helper or before.get(e.about) != (patient.treatment_started_on, SECOND_BOUT):
            continue
        now = folded[e.about]
        if not _stood(now):
            continue
        if now.kind == SECOND_BOUT:
            patients.update_profile(patient, treatment_started_on=now.date)
        else:
            start = _start_that_counted(patient, now)
            status = Patient.Treatment.STARTED if start else Patient.Treatment.UNKNOWN
            patients.update_profile(patient, treatment_status=status, treatment_started_on=start)


def _stood(moment: Moment) -> bool:
    """Whether she said of it that the treatment counts from it."""
    said = merge.winners_from_row(moment.winners).get("restart")
    return said is not None and said.rank == merge.RANK_PATIENT and said.value is True


def _start_that_counted(patient: Patient, moment: Moment) -> dt.date | None:
    starts = patient.moments.filter(kind=STARTED).values_list("moment_id", "date")
    return max((date for key, date in starts if key == _start_id(patient, moment.moment_id, date)), default=None)


def _start_id(patient: Patient, about: uuid.UUID | None, old: dt.date) -> uuid.UUID:
    return uuid.uuid5(patient.user.account, f"start-before:{about}:{old.isoformat()}")


def _start_before(patient: Patient, e: Envelope, old: dt.date) -> Envelope:
    """`Treatment started` on the day that counted until now: nothing is lost by the restart."""
    about = _start_id(patient, e.about, old)
    return Envelope(
        id=uuid.uuid5(about, str(e.id)),
        kind="moment",
        stamp_ms=e.stamp_ms,
        tz=e.tz,
        schema=e.schema,
        date=old,
        fields={"kind": STARTED},
        copied=False,
        about=about,
        instrument="",
        helper="",
        body_hash="",
    )
