"""What the API of sharing takes and answers. Unknown keys are refused; the rules are in grants.py, the same as for the pages."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from backend.sharing.grants import OFFERED, Contact, Terms
from backend.sharing.identity import Identity
from backend.sharing.models import BEGINNING, Grant
from backend.symptoms.trends import SPANS


class Strict(serializers.Serializer[Any]):
    """Refuses what it does not know, so that a slip in a name is not a silent loss."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            message = gettext_lazy("This field is not known.")
            raise serializers.ValidationError({str(name)[:64]: [message] for name in sorted(map(str, unknown))[:20]}, code="unknown_field")
        return super().to_internal_value(data)


class ErrorFieldSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ErrorSerializer(serializers.Serializer[Any]):
    """The one error shape."""

    code = serializers.CharField()
    message = serializers.CharField()
    errors = ErrorFieldSerializer(many=True)  # type: ignore[assignment]  # the name is that of the one error shape


class GrantInSerializer(Strict):
    """The terms of a new grant. Name and birth date are needed while the account has none."""

    clinic_code = serializers.CharField(max_length=40)
    scopes = serializers.ListField(child=serializers.ChoiceField([scope.value for scope in OFFERED]), max_length=10)
    from_date = serializers.DateField(allow_null=True, required=False, help_text="null: from the start of the diary; today when absent.")
    until = serializers.DateField(allow_null=True, required=False, help_text="The last day; null: until withdrawn.")
    name = serializers.CharField(max_length=400, required=False, allow_blank=True)
    birth_date = serializers.DateField(allow_null=True, required=False)
    clinic_number = serializers.CharField(max_length=400, required=False, allow_blank=True)
    consent_contact = serializers.BooleanField(default=False)

    def terms(self, today: dt.date) -> Terms:
        data = self.validated_data
        return Terms(data["scopes"], data.get("from_date", today) or BEGINNING, data.get("until"))

    def contact(self) -> Contact:
        data = self.validated_data
        who = Identity(data.get("name", ""), data.get("birth_date"))
        return Contact(data.get("clinic_number"), data["consent_contact"], who)


class GrantSerializer(serializers.Serializer[Any]):
    """A grant that is open now."""

    id = serializers.UUIDField()
    clinic = serializers.CharField(help_text="Name of the clinic.")
    member = serializers.CharField(allow_null=True, help_text="The one person who may look; null: everybody who treats people there.")
    scopes = serializers.ListField(child=serializers.CharField())
    from_date = serializers.DateField(allow_null=True, help_text="null: from the start of the diary.")
    until = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, grant: Grant) -> dict[str, Any]:
        return {
            "id": str(grant.pk),
            "clinic": grant.clinic.name,
            "member": grant.member.display_name if grant.member else None,
            "scopes": grant.clinician_scopes,
            "from_date": None if grant.from_start else grant.from_date.isoformat(),
            "until": grant.until and grant.until.isoformat(),
            "created_at": grant.created_at.isoformat(),
        }


class GrantListSerializer(serializers.Serializer[Any]):
    grants = GrantSerializer(many=True)


class LookSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    clinic = serializers.CharField()
    verb = serializers.CharField()
    what = serializers.CharField()


class AccessLogSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    views = LookSerializer(many=True)


class AccessLogQuery(Strict):
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=30)


class PatientsQuery(Strict):
    page = serializers.IntegerField(min_value=1, max_value=99_999, default=1)
    clinic = serializers.UUIDField(required=False, help_text="One of your clinics; the first by name when absent.")


class TrendsQuery(Strict):
    days = serializers.ChoiceField(SPANS, default=28)


class DiaryQuery(Strict):
    """`from` and `to`: both or neither; without them the last 28 days."""

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of the language, so the fields cannot be written as attributes.
        return {"from": serializers.DateField(required=False), "to": serializers.DateField(required=False)}

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        first, last = data.get("from"), data.get("to")
        if (first is None) != (last is None):
            raise serializers.ValidationError({"from" if first is None else "to": _("Send both dates or neither.")})
        if first and last and not 0 <= (last - first).days <= settings.DATE_RANGE_MAX_DAYS:
            raise serializers.ValidationError({"to": _("Choose an end after the start, at most 5 years later.")})
        return data
