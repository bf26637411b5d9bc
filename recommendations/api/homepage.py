"""My homepage as JSON: the rows and cards that the site would show me now, with their reasons."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from courses.api.serializers import CourseSerializer
from recommendations.homepage.pages import page_of
from recommendations.homepage.paging import CursorError, first_rows, rest_of_page
from recommendations.homepage.types import Hero, Page, PageCard, PageRow, Step
from recommendations.sources.profiles import Moment
from tracking.actors import Actor, actor_of

MOST_ROWS = 40


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
    next = serializers.SerializerMethodField(
        help_text="The address of the rows that follow; null where none do."
    )

    def get_next(self, page: Page) -> str | None:
        """Where to go on."""
        found: str | None = self.context.get("next")
        return found


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
        parameters=[
            OpenApiParameter(
                "rows", int, description="At most so many rows at once; all if left out."
            ),
            OpenApiParameter("cursor", str, description="Of `next`: goes on with the same page."),
        ],
        responses={
            200: HomepageSerializer,
            400: OpenApiResponse(description="`rows` or `cursor` cannot be read."),
            503: OpenApiResponse(description="No page now."),
        },
    )
    def get(self, request: Request) -> Response:
        """The rows that the site would show now, or those that follow on the page of a cursor."""
        actor, count = actor_of(request), _count(request)
        cursor = request.query_params.get("cursor")
        try:
            page: Any = _page(request, actor, cursor)
        except CursorError as error:
            raise ValidationError({"cursor": [str(error)]}) from error
        if page is None:
            raise NoPageError
        page, left = first_rows(page, count, actor, cursor) if count else (page, None)
        context = {"request": request, "next": left and _address(request, count, left)}
        return Response(HomepageSerializer(page, context=context).data)


def _page(request: Request, actor: Actor, cursor: str | None) -> Page | None:
    if cursor is None:
        return page_of(actor.learner, actor.visitor_id, Moment.of(request))
    return rest_of_page(cursor, actor)


def _count(request: Request) -> int:
    """How many rows are asked for at once; 0 = all."""
    text = request.query_params.get("rows", "0")
    if not text.isdecimal() or not 0 <= int(text) <= MOST_ROWS:
        raise ValidationError({"rows": [_("A whole number up to %(most)s.") % {"most": MOST_ROWS}]})
    return int(text)


def _address(request: Request, count: int, cursor: str) -> str:
    return request.build_absolute_uri(f"?{urlencode({'rows': count, 'cursor': cursor})}")
