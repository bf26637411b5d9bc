"""My homepage as JSON: the rows and cards that the site would show me now, with their reasons."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.api.serializers import CourseSerializer
from recommendations.homepage.pages import page_of
from recommendations.homepage.types import Hero, Page, PageCard, PageRow, Step
from recommendations.sources.profiles import Moment
from tracking.actors import actor_of


class CardSerializer(serializers.Serializer[PageCard]):
    """A course in a row, with the one true reason why it stands there."""

    course = CourseSerializer()
    reason = serializers.CharField(help_text="In the language of the learner.")
    reason_kind = serializers.CharField()
    position = serializers.IntegerField(help_text="From 1; say it in events about the card.")
    is_saved = serializers.BooleanField()


class RowSerializer(serializers.Serializer[PageRow]):
    """A titled row of cards."""

    key = serializers.CharField(help_text="Say it as `row` in events about its cards.")
    title = serializers.CharField()
    note = serializers.CharField()
    see_all_url = serializers.CharField()
    cards = CardSerializer(many=True)


class HeroSerializer(serializers.Serializer[Hero]):
    """The lesson and the second where the learner goes on."""

    course = CourseSerializer()
    lesson = serializers.UUIDField(source="lesson.uid")
    lesson_title = serializers.CharField(source="lesson.title")
    label = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["start", "continue", "review"]
    )
    seconds = serializers.IntegerField()
    lesson_number = serializers.IntegerField()
    lesson_count = serializers.IntegerField()
    minutes_left = serializers.IntegerField()
    progress = serializers.IntegerField(help_text="Per cent of lessons done.")
    url = serializers.CharField()
    last_opened_at = serializers.DateTimeField(allow_null=True)


class HomepageSerializer(serializers.Serializer[Page]):
    """A homepage."""

    list_id = serializers.UUIDField(help_text="Say it in events about the page's cards.")
    step = serializers.ChoiceField(
        choices=[step.value for step in Step], help_text="How the page came about."
    )
    audience = serializers.CharField()
    built_at = serializers.DateTimeField()
    hero = HeroSerializer(allow_null=True)
    rows = RowSerializer(many=True)


class NoPageError(APIException):
    """Even the popular courses could not be read."""

    status_code = 503
    default_detail = "The homepage cannot be made at the moment; the catalogue may answer."
    default_code = "no_page"


class Homepage(APIView):
    """The homepage of whoever asks; without a token, the one that visitors see."""

    @extend_schema(
        tags=["homepage"],
        summary="Show my homepage",
        responses={200: HomepageSerializer, 503: OpenApiResponse(description="No page now.")},
    )
    def get(self, request: Request) -> Response:
        """The rows that the site would show now."""
        actor = actor_of(request)
        page: Any = page_of(actor.learner, actor.visitor_id, Moment.of(request))
        if page is None:
            raise NoPageError
        return Response(HomepageSerializer(page, context={"request": request}).data)
