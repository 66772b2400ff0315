"""The peers: what one would write first, and write well. Same sign-in (session cookie, CSRF token), same insert, nothing else.

No repeat is recognised, no day is folded, nothing is audited; the batch goes in as one insert.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.education import library
from backend.education.views import article_page
from benchmarks.peers.models import Entry

ANSWERS = ("pain_avg", "pain_worst", "sleep", "activity", "strength_left", "strength_right", "numbness", "new", "tripped", "note")


class BulkList(serializers.ListSerializer):
    """DRF's own list would insert row by row; the better peer inserts once."""

    def create(self, validated_data: list[dict[str, Any]]) -> list[Entry]:
        return Entry.objects.bulk_create([Entry(**row) for row in validated_data])


class EntrySerializer(serializers.ModelSerializer):
    class Meta:
        model = Entry
        fields = ("client_id", "date", "stamp", "tz", *ANSWERS)
        list_serializer_class = BulkList


class BareDrf(APIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        serializer = EntrySerializer(data=request.data, many=isinstance(request.data, list))
        serializer.is_valid(raise_exception=True)
        serializer.save(user=request.user)
        return Response(serializer.data, status=201)


@require_POST
def raw_django(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    data = json.loads(request.body)
    rows = [Entry(user=request.user, **row) for row in (data if isinstance(data, list) else [data])]
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        Entry.objects.bulk_create(rows)
    return JsonResponse({"ids": [row.pk for row in rows]}, status=201)


def bare(_request: HttpRequest) -> HttpResponse:
    """The least that this server and its middleware can answer."""
    return HttpResponse("ok")


def drawn(request: HttpRequest) -> HttpResponse:
    """The article drawn by its template for each reader, as a view without a kept copy would."""
    return article_page(request, library.article("gabapentin-and-pregabalin"))
