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
    """The one that is being made, else the one that can be downloaded, else the one that could not be made."""
    shown = Q(state__in=(*Export.OPEN, Export.State.FAILED)) | Q(ready_at__gt=timezone.now() - KEPT_FOR)
    return min(LIGHT.filter(shown, patient=patient).order_by("-asked_at"), key=_place, default=None)


def _place(export: Export) -> int:
    return 0 if export.state in Export.OPEN else 1 if export.state == Export.State.READY else 2


def has_failed(patient: Patient) -> bool:
    """Whether the last one that was asked for could not be made, though an older one may be ready."""
    last = LIGHT.filter(patient=patient).order_by("-asked_at").first()
    return last is not None and last.state == Export.State.FAILED


def being_made(patient: Patient) -> Export | None:
    return LIGHT.filter(patient=patient, state__in=Export.OPEN).first()


def ask(patient: Patient, tries: int = MOST_TRIES) -> Export:
    """Asked ten times, one runs. The audit row commits with it.

    The one that stood in the way may have ended before it is looked for: then a new one is asked for, a few times at most.
    """
    _give_up(timezone.now())
    try:
        with transaction.atomic():
            made = Export.objects.create(patient=patient, parts=copy.parts())
            audit.record(patient.user, "export.asked", made, subject=patient.user)
            return made
    except IntegrityError:
        found = being_made(patient)
        if found is None and tries == 1:
            raise
        return found or ask(patient, tries - 1)


def make_waiting(now: dt.datetime | None = None) -> int:
    """Make what waits, one after the other; several workers share it out. How many were made."""
    made = 0
    _give_up(now or timezone.now())
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


def _give_up(now: dt.datetime) -> None:
    """Whose worker died on the last try: it must not stand in the way of the next."""
    dead = Export.objects.filter(state=Export.State.RUNNING, tries__gte=MOST_TRIES, claimed_at__lt=now - LEASE)
    if dead.update(state=Export.State.FAILED):
        log.error("an export was given up: no worker came to its end")


def _make(export: Export) -> bool:
    user = export.patient.user
    try:
        content = copy.make(user, wrote=lambda done: _tell(export, done))
    except Exception as error:
        log.error("export %s: %s", export.pk, type(error).__name__, exc_info=error)  # type and place alone are written (config/logs.py)
        # Its lease runs out, and it is tried again; after the last try whoever waits is told at once.
        Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, tries__gte=MOST_TRIES).update(state=Export.State.FAILED)
        return False
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
    """Ready for a day, or given up a day ago: gone. How many."""
    now = now or timezone.now()
    given_up = Q(state=Export.State.FAILED, asked_at__lt=now - KEPT_FOR)
    return Export.objects.filter(Q(ready_at__lt=now - KEPT_FOR) | given_up).delete()[0]


def cancel_all(patient: Patient) -> None:
    Export.objects.filter(patient=patient).delete()


def as_json(export: Export | None) -> dict[str, Any]:
    if export is None:
        return {"state": "none", "done": 0, "parts": 0, "asked_at": None, "ready_at": None, "size": 0, "url": None}
    url = f"/api/v1/export/{export.pk}/" if export.state == Export.State.READY else None
    times = {"asked_at": export.asked_at, "ready_at": export.ready_at}
    return {"state": export.state, "done": export.done, "parts": export.parts, **times, "size": export.size, "url": url}
