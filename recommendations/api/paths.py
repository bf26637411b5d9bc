"""Learning paths as JSON: those that staff made, and mine, with the goal that I set."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from courses.api.serializers import CourseSerializer
from courses.goals import drop_goal, set_goal
from courses.models import LearningGoal, LearningPath
from courses.models.paths import MOST_HOURS
from recommendations.paths.following import follow
from recommendations.paths.forms import KINDS, GoalForm, value_of
from recommendations.paths.page import PathPage, ShownStep, page_of_goal


class LearningPathSerializer(serializers.ModelSerializer[LearningPath]):
    """A path that staff made."""

    url = serializers.CharField(source="get_absolute_url", read_only=True)
    name = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    course_count = serializers.IntegerField(read_only=True)
    minutes = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = LearningPath
        fields = ("id", "slug", "name", "text", "url", "course_count", "minutes")
        read_only_fields = fields


class StepSerializer(serializers.Serializer[ShownStep]):
    """A course of my path, with why it is there."""

    number = serializers.IntegerField()
    course = CourseSerializer()
    why = serializers.CharField(help_text="In the language of the learner.")
    when = serializers.CharField()
    warning = serializers.CharField(help_text="Where it may be too hard or too easy by then.")
    skills = serializers.ListField(child=serializers.CharField())
    progress = serializers.IntegerField(allow_null=True)


class MyPathSerializer(serializers.Serializer[PathPage]):
    """My path from where I am now."""

    steps = StepSerializer(many=True)
    done = CourseSerializer(many=True)
    known = serializers.ListField(child=serializers.CharField())
    gaps = serializers.ListField(child=serializers.CharField())
    weeks = serializers.IntegerField()
    minutes = serializers.IntegerField()
    percent = serializers.IntegerField(help_text="Of the steps.")


class GoalRequest(serializers.Serializer[Any]):
    """What I want to reach."""

    aim = serializers.ChoiceField(choices=list(KINDS))
    id = serializers.IntegerField(min_value=1)
    weekly_hours = serializers.IntegerField(min_value=1, max_value=MOST_HOURS, default=3)


class GoalSerializer(GoalRequest):
    """My goal, and the path to it."""

    name = serializers.CharField()
    path = MyPathSerializer()


@extend_schema(tags=["paths"], summary="List the paths that staff made")
class Paths(ListAPIView[LearningPath]):
    """The published paths."""

    serializer_class = LearningPathSerializer
    queryset = LearningPath.objects.published().with_counts()


class MyPath(APIView):
    """My goal and my path."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        tags=["paths"],
        summary="Show my path",
        responses={200: GoalSerializer, 404: OpenApiResponse(description="I set no goal.")},
    )
    def get(self, request: Request) -> Response:
        """The path to my goal, planned from where I am now."""
        return Response(self._shown(request))

    @extend_schema(
        tags=["paths"], summary="Set my goal", request=GoalRequest, responses={200: GoalSerializer}
    )
    def put(self, request: Request) -> Response:
        """Set a goal instead of any before, and show the path to it."""
        wanted = GoalRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        learner = _learner(request)
        values = {"aim": f"{said['aim']}:{said['id']}", "weekly_hours": said["weekly_hours"]}
        form = GoalForm(learner, values)
        if not form.is_valid():
            raise ValidationError({"id": [str(text) for text in form.errors.get("aim", [])]})
        set_goal(learner, form.cleaned_data["aim"], weekly_hours=said["weekly_hours"])
        return Response(self._shown(request))

    @extend_schema(tags=["paths"], summary="Drop my goal", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Drop the goal; what I learned stays."""
        drop_goal(_learner(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _shown(self, request: Request) -> dict[str, Any]:
        goal = LearningGoal.objects.of(_learner(request))
        if goal is None:
            raise NotFound
        goal.learner = _learner(request)
        route, is_another = follow(goal, is_seen=True)
        kind, _colon, key = value_of(goal.aim).partition(":")
        path = page_of_goal(goal, route, is_another=is_another)
        return {
            "aim": kind,
            "id": int(key),
            "weekly_hours": goal.weekly_hours,
            "name": str(goal.aim),
            "path": MyPathSerializer(path, context={"request": request}).data,
        }


def _learner(request: Request) -> User:
    return request.user  # type: ignore[return-value]
