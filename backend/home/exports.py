"""Download everything: asked for once, made by a worker, kept for a day.

The row decides, the broker only carries the news: a request that it loses is found by the next minute's beat. The zip is
in the database and not on a disk, so that web and worker may be on different machines and it goes with the account.
"""

import datetime as dt
import logging
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone

from backend.audit import services as audit
from backend.home import copy
from backend.patients.models import Export, Patient

log = logging.getLogger(__name__)

KEPT_FOR = dt.timedelta(hours=24)
LEASE = dt.timedelta(minutes=5)
"""Whoever took one and did not finish by then has died; the next one takes it over."""
MOST_TRIES = 3

LIGHT = Export.objects.defer("content")


def newest(patient: Patient) -> Export | None:
    """The one that is being made, else the one that can be downloaded."""
    found = list(LIGHT.filter(patient=patient).filter(Q(state__in=Export.OPEN) | Q(ready_at__gt=timezone.now() - KEPT_FOR)).order_by("-asked_at"))
    return next((one for one in found if one.state in Export.OPEN), found[0] if found else None)


def ask(patient: Patient) -> Export:
    """Asked ten times, one runs. The audit row commits with it."""
    try:
        with transaction.atomic():
            made = Export.objects.create(patient=patient, parts=copy.parts())
            audit.record(patient.user, "export.asked", made, subject=patient.user)
            return made
    except IntegrityError:
        return LIGHT.get(patient=patient, state__in=Export.OPEN)


def make_waiting(now: dt.datetime | None = None) -> int:
    """Make what waits, one after the other; several workers share it out. How many were made."""
    made = 0
    while export := _claim(now or timezone.now()):
        made += _make(export)
    return made


def _claim(now: dt.datetime) -> Export | None:
    """The oldest that waits, or whose worker died. The conditional update lets one worker have it."""
    free = Q(state=Export.State.WAITING) | Q(state=Export.State.RUNNING, claimed_at__lt=now - LEASE)
    for export in LIGHT.filter(free, tries__lt=MOST_TRIES).select_related("patient__user").order_by("asked_at")[:10]:
        taken = Export.objects.filter(free, pk=export.pk).update(state=Export.State.RUNNING, claimed_at=now, tries=F("tries") + 1, done=0)
        if taken:
            return export
    return None


def _make(export: Export) -> bool:
    user = export.patient.user
    try:
        content = copy.make(user, wrote=lambda done: _tell(export, done))
    except Exception as error:
        log.error("export %s: %s", export.pk, type(error).__name__, exc_info=error)  # type and place alone are written (config/logs.py)
        return False  # its lease runs out, and it is tried again
    ready = {"state": Export.State.READY, "content": content, "size": len(content), "ready_at": timezone.now()}
    with transaction.atomic():
        done = Export.objects.filter(pk=export.pk, state=Export.State.RUNNING).update(**ready, done=F("parts"))
        if done:  # else the account began to close meanwhile
            audit.record(None, "export.made", export, subject=user, detail={"bytes": len(content)})
    return bool(done)


def _tell(export: Export, done: int) -> None:
    Export.objects.filter(pk=export.pk).update(done=min(done, export.parts))


def download(patient: Patient, export_id: uuid.UUID) -> tuple[bytes, Export]:
    """The zip, to its owner alone; Http404 for any other, and a day later. Noted in the trail."""
    with transaction.atomic():
        found = Export.objects.filter(patient=patient, pk=export_id, state=Export.State.READY, ready_at__gt=timezone.now() - KEPT_FOR).first()
        if found is None or found.content is None:
            raise Http404
        audit.record(patient.user, "export.downloaded", found, subject=patient.user)
    return bytes(found.content), found


def forget_old(now: dt.datetime | None = None) -> int:
    """Ready for a day, or given up: gone. How many."""
    now = now or timezone.now()
    given_up = Q(state=Export.State.RUNNING, tries__gte=MOST_TRIES, claimed_at__lt=now - LEASE)
    return Export.objects.filter(Q(ready_at__lt=now - KEPT_FOR) | given_up).delete()[0]


def cancel_all(patient: Patient) -> None:
    Export.objects.filter(patient=patient).delete()


def as_json(export: Export | None) -> dict[str, Any]:
    if export is None:
        return {"state": "none", "done": 0, "parts": 0, "asked_at": None, "ready_at": None, "size": 0, "url": None}
    url = f"/api/v1/export/{export.pk}/" if export.state == Export.State.READY else None
    times = {"asked_at": export.asked_at, "ready_at": export.ready_at}
    return {"state": export.state, "done": export.done, "parts": export.parts, **times, "size": export.size, "url": url}
