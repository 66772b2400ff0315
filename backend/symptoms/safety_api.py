"""GET /api/v1/safety/: the table and its cards, public and the same for everybody."""

import hashlib
import json
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.education import library
from backend.education.cards import cards
from backend.symptoms import safety

TIERS = ("emergency", "same-day", "soon")


class SafetyAnswerSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    tier = serializers.ChoiceField(choices=[*TIERS, ""], help_text="empty: leads to no card")
    card = serializers.CharField(help_text="the slug of the card, or empty")


class SafetyItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField(help_text="list, follow_up, onset, fall, words, after, or past: of an older table, asked no more")
    answers = SafetyAnswerSerializer(many=True)
    more = serializers.ListField(child=serializers.CharField(), help_text="cards folded below the first")
    asks = serializers.ListField(child=serializers.CharField(), help_text="items that are asked first")
    needs_all = serializers.BooleanField(help_text="counts until all that it asks was answered; else also until one answer led to a card")


class SafetyLineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = serializers.CharField()


class SafetyCardSerializer(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(choices=TIERS)
    heading = serializers.CharField(help_text="empty where the tier's own heading holds")
    lines = SafetyLineSerializer(many=True)
    advice = serializers.CharField(help_text="Markdown")
    version = serializers.IntegerField()
    last_checked = serializers.DateField()


class SafetyTableSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    items = SafetyItemSerializer(many=True)
    cards = serializers.DictField(child=SafetyCardSerializer(), help_text="by slug")


def told() -> dict[str, Any]:
    """What the API says, as plain data."""
    found = {card.slug: SafetyCardSerializer(card).data for card in cards(library.current_language())}
    return {**safety.as_json(), "cards": found}


def etag(_request: Any) -> str:
    """Changes with every word of the table and of the cards."""
    said = json.dumps(told(), sort_keys=True, default=str)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


class SafetyTable(APIView):
    """Which answer leads to which card, and the cards. Kept by phones; asked again with its ETag."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)

    @extend_schema(operation_id="safety", responses=SafetyTableSerializer, tags=["safety"])
    def get(self, request: Request) -> Response:
        return Response(told(), headers={"Cache-Control": "public, max-age=300"})
