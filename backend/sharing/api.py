"""The API of sharing: the same verbs, reads and audit as the pages."""

import uuid
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.clinics.models import Role
from backend.common.api import no_store
from backend.common.exceptions import DomainError
from backend.patients.access import patient_or_404
from backend.sharing import access, as_json, guesses, looked, services, viewing
from backend.sharing.serializers import (
    AccessLogQuery,
    AccessLogSerializer,
    DiaryQuery,
    ErrorSerializer,
    GrantInSerializer,
    GrantListSerializer,
    GrantSerializer,
    PatientsQuery,
    TrendsQuery,
)

ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404), ErrorSerializer)
Known = TypeVar("Known", bound=serializers.Serializer[Any])


def _checked(kind: type[Known], data: Any) -> Known:
    known = kind(data=data.dict() if hasattr(data, "dict") else data)
    known.is_valid(raise_exception=True)
    return known


class Grants(APIView):
    """What the patient shares now, and with whom."""

    @extend_schema(operation_id="grants", responses={200: GrantListSerializer, **ERRORS}, tags=["sharing"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response({"grants": GrantSerializer(services.grants_of(patient), many=True).data}))

    @extend_schema(
        operation_id="grants_share",
        request=GrantInSerializer,
        responses={201: GrantSerializer, **ERRORS, 409: ErrorSerializer, 429: ErrorSerializer},
        tags=["sharing"],
    )
    def post(self, request: Request) -> Response:
        """Share with the clinic of a code. 409 `already_shared` when it can read already."""
        patient = patient_or_404(request.user)
        given = _checked(GrantInSerializer, request.data)
        try:
            clinic = services.find_clinic(given.validated_data["clinic_code"], request.user)
        except DomainError as error:
            if error.status == 429:
                raise Throttled(wait=guesses.WINDOW_S) from error
            raise
        grant = services.share(patient, clinic, given.terms(patient.today()), given.contact())
        return no_store(Response(GrantSerializer(grant).data, status=201))


class GrantDetail(APIView):
    """One open grant of the patient."""

    @extend_schema(operation_id="grant", responses={200: GrantSerializer, **ERRORS}, tags=["sharing"])
    def get(self, request: Request, grant_id: uuid.UUID) -> Response:
        return no_store(Response(GrantSerializer(services.grant_or_404(patient_or_404(request.user), grant_id)).data))

    @extend_schema(operation_id="grant_withdraw", responses={204: None, **ERRORS}, tags=["sharing"])
    def delete(self, request: Request, grant_id: uuid.UUID) -> Response:
        """Withdraw: the clinic's next read is 404."""
        services.revoke_grant(patient_or_404(request.user), grant_id)
        return no_store(Response(status=204))


class AccessLog(APIView):
    """Who has looked at the patient's diary, newest first."""

    @extend_schema(operation_id="access_log", parameters=[AccessLogQuery], responses={200: AccessLogSerializer, **ERRORS}, tags=["sharing"])
    def get(self, request: Request) -> Response:
        patient_or_404(request.user)
        asked = _checked(AccessLogQuery, request.query_params).validated_data
        views = services.access_log(request.user, asked["offset"], asked["limit"])
        shown = [{"at": v.at.isoformat(), "who": v.who, "clinic": v.clinic, "verb": v.verb, "what": str(v.what)} for v in views]
        return no_store(Response({"total": looked.views_of(request.user).count(), "offset": asked["offset"], "views": shown}))


class ClinicPatients(APIView):
    """The patients who share with the clinician. Every one shown is audited."""

    @extend_schema(operation_id="clinic_patients", parameters=[PatientsQuery], responses={200: OpenApiTypes.OBJECT, **ERRORS}, tags=["clinic"])
    def get(self, request: Request) -> Response:
        access.member_or_404(request, Role.CLINICIAN)
        asked = _checked(PatientsQuery, request.query_params).validated_data
        member = access.member_or_404(request, Role.CLINICIAN, asked.get("clinic"))
        page = viewing.list_patients(member, number=asked["page"])
        return no_store(Response(as_json.patients(page)))


class ClinicTrends(APIView):
    """One patient's trend, computed only from days inside the grant."""

    @extend_schema(operation_id="clinic_trends", parameters=[TrendsQuery], responses={200: OpenApiTypes.OBJECT, **ERRORS}, tags=["clinic"])
    def get(self, request: Request, grant_id: uuid.UUID) -> Response:
        access.member_or_404(request, Role.CLINICIAN)
        span = int(_checked(TrendsQuery, request.query_params).validated_data["days"])
        return no_store(Response(as_json.trend_of(viewing.view_trend(request.user, grant_id, span))))


class ClinicDiary(APIView):
    """One patient's days and moments as far as the grant shows them. `hidden` names the fields that it does not."""

    @extend_schema(operation_id="clinic_diary", parameters=[DiaryQuery], responses={200: OpenApiTypes.OBJECT, **ERRORS}, tags=["clinic"])
    def get(self, request: Request, grant_id: uuid.UUID) -> Response:
        access.member_or_404(request, Role.CLINICIAN)
        asked = _checked(DiaryQuery, request.query_params).validated_data
        view = viewing.view_days(request.user, grant_id, first=asked.get("from"), last=asked.get("to"))
        return no_store(Response(as_json.diary(view)))
