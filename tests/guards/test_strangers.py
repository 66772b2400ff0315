"""An id of somebody else and an id that nobody has are answered alike: nobody learns that a row exists."""

import re
import statistics
import time
import uuid
from typing import Any

import pytest
from django.http import HttpResponse

from tests.guards.access_table import HELPS, ROWS
from tests.guards.routes import Route, routes
from tests.guards.world import UNKNOWN, World, undone

pytestmark = pytest.mark.django_db

IDS = ("grant_id", "enrolment_id", "invitation_id")
WITH_ID = {route.name: route for route in routes() if any(f":{name}>" in route.pattern for name in IDS)}
STRANGERS = ("boris", "lund", "sam", "revoked", "both", "anonymous")
TRIES = 30


def foreign(world: World, route: Route) -> dict[str, Any]:
    """Ids that exist and belong to none of STRANGERS."""
    grant = world.lunds_grant if "clinic" in route.name else world.grants["riverside"]
    invitation = world.staff_invitation if route.name.startswith("clinics:") else world.invitation
    own = world.okafor_helps if route.name in HELPS else grant
    return {"grant_id": own.pk, "enrolment_id": world.enrolment.pk, "invitation_id": invitation.pk, "date": world.amina.today()}


def seen(response: HttpResponse, asked: uuid.UUID) -> tuple[int, dict[str, str], str]:
    """All that a stranger can see, without the id that they typed themselves and what differs at every answer."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    headers = {name: value.replace(str(asked), "<id>") for name, value in response.headers.items() if name != "Date"}
    return response.status_code, headers, text.replace(str(asked), "<id>")


def answer(world: World, role: str, method: str, route: Route, ids: dict[str, Any]) -> tuple[int, dict[str, str], str]:
    asked = next(ids[name] for name in IDS if f":{name}>" in route.pattern)
    with undone():
        return seen(world.client(role).generic(method, route.path(ids)), asked)


@pytest.mark.parametrize("name", WITH_ID)
def test_somebody_else_s_id_and_no_id_at_all_look_the_same(world: World, name: str):
    route = WITH_ID[name]
    for method in ROWS[name].answers:
        for role in STRANGERS:
            if role == "lund" and "clinic" in name:
                continue  # the foreign grant of a clinic's pages is Dr Lund's own
            theirs = answer(world, role, method, route, foreign(world, route))
            nobodys = answer(world, role, method, route, {**dict.fromkeys(IDS, UNKNOWN), "date": world.amina.today()})
            assert theirs == nobodys, (role, method)


@pytest.mark.parametrize("address", ["/clinic/patients/{}/", "/api/v1/clinic/patients/{}/trends/", "/share/{}/", "/api/v1/grants/{}/"])
def test_nor_does_the_time_that_it_takes_tell(world: World, address: str):
    """Medians of turns taken one after the other: a busy machine slows both alike. A row that were read would cost queries."""
    role, grant = ("okafor", world.lunds_grant) if "clinic" in address else ("boris", world.grants["riverside"])
    client = world.client(role)
    spent: dict[uuid.UUID, list[float]] = {grant.pk: [], UNKNOWN: []}
    for number in range(TRIES * 2 + 2):
        asked = (grant.pk, UNKNOWN)[number % 2]
        began = time.process_time()
        assert client.get(address.format(asked)).status_code == 404
        if number > 1:  # the first of each fills caches
            spent[asked].append(time.process_time() - began)
    medians = [statistics.median(times) for times in spent.values()]
    assert max(medians) < 1.5 * min(medians) + 0.001, medians


def test_a_moment_s_id_of_somebody_else_makes_a_moment_of_one_s_own(world: World):
    """Ids come from the phone, so a stranger's is as good as any: the row is one's own and the other one stays."""
    today = world.boris.today()
    body = {"id": str(uuid.uuid4()), "stamp": f"{today}T00:00:01.000Z", "tz": "Europe/London", "schema": 1, "date": str(today), "fields": {"kind": "trip"}}
    with undone():
        response = world.client("boris").put(f"/api/v1/moments/{world.moment}/", body, content_type="application/json")
        assert response.status_code == 200
        assert world.amina.moments.get(moment_id=world.moment).kind == "fall"
        assert world.boris.moments.get(moment_id=world.moment).kind == "trip"
