"""The articles for programs: the fields of the page and the same cleaned HTML."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.education import library, search
from backend.education.articles import Article
from backend.education.cards import cards
from backend.education.topics import ANY_PHASE, AUDIENCES, PHASES, TOPICS


class SourceSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    note = serializers.CharField()
    address = serializers.CharField()


class ArticleSummarySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    topic = serializers.CharField(source="topic_code")
    language = serializers.CharField()
    status = serializers.CharField(help_text="in review (no clinician has checked it yet) or approved")
    phases = serializers.ListField(child=serializers.CharField())
    audience = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField()
    version = serializers.IntegerField()
    last_checked = serializers.DateField()
    next_check = serializers.DateField()
    reviewer = serializers.CharField()
    reviewed_on = serializers.DateField(allow_null=True)


class BlockSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="prose, emergency, same-day, soon, ask, carers, professionals (not for choosing a dose) or drawing")
    title = serializers.CharField()
    html = serializers.CharField()


class LineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = serializers.CharField()


class CardSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    tier = serializers.CharField(help_text="emergency, same-day or soon")
    heading = serializers.CharField(help_text="empty where the tier's own heading holds")
    door = serializers.CharField()
    lines = LineSerializer(many=True)
    advice_html = serializers.CharField()
    version = serializers.IntegerField()
    last_checked = serializers.DateField()


class ArticleSerializer(ArticleSummarySerializer):
    in_short = serializers.CharField()
    author = serializers.CharField()
    sources = SourceSerializer(many=True)
    related = serializers.ListField(child=serializers.CharField())
    blocks = BlockSerializer(many=True)
    cards = serializers.SerializerMethodField()

    @extend_schema_field(CardSerializer(many=True))
    def get_cards(self, item: library.Article) -> list[dict[str, Any]]:
        """The safety cards, on "Get help now" only."""
        found = cards(item.language) if item.layout == "help" else ()
        return list(CardSerializer(found, many=True).data)


class PublicView(APIView):
    """Read without a session: nothing about the reader is looked at."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


def cached(data: Any) -> Response:
    return Response(data, headers={"Cache-Control": "public, max-age=300"})


class FilterSerializer(serializers.Serializer[Any]):
    phase = serializers.ChoiceField(choices=[*PHASES, ANY_PHASE], required=False, help_text="time since the treatment began; any: those about no phase")
    audience = serializers.ChoiceField(choices=[*AUDIENCES], required=False)
    topic = serializers.ChoiceField(choices=[*TOPICS], required=False)
    q = serializers.CharField(required=False, max_length=search.MOST_LETTERS, help_text="words to search for; the best answer comes first")


class ArticleList(PublicView):
    @extend_schema(parameters=[FilterSerializer], responses=ArticleSummarySerializer(many=True), operation_id="education_articles")
    def get(self, request: Request) -> Response:
        filters = FilterSerializer(data=request.query_params)
        filters.is_valid(raise_exception=True)
        asked = filters.validated_data
        found = search.find(asked["q"], library.current_language()) if "q" in asked else library.articles()
        return cached(ArticleSummarySerializer([item for item in found if fits(item, asked)], many=True).data)


def fits(item: Article, asked: dict[str, str]) -> bool:
    return (
        ("phase" not in asked or item.is_of(asked["phase"]))
        and ("audience" not in asked or asked["audience"] in item.audience)
        and ("topic" not in asked or asked["topic"] == item.topic_code)
    )


class ArticleDetail(PublicView):
    @extend_schema(responses=ArticleSerializer, operation_id="education_article")
    def get(self, request: Request, slug: str) -> Response:
        try:
            return cached(ArticleSerializer(library.article(slug)).data)
        except KeyError:
            raise Http404 from None
