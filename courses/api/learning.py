"""What a person learns, as JSON: their courses, enrolling, leaving."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from courses.api.serializers import EnrolmentSerializer, EnrolRequest
from courses.enrolment import enrol, leave
from courses.models import Course, Enrolment
from courses.resume import resume_points


class Mine(GenericAPIView[Enrolment]):
    """The enrolments of whoever calls."""

    permission_classes = (IsAuthenticated,)
    serializer_class = EnrolmentSerializer

    def get_queryset(self) -> Any:
        """Mine, the last opened first; those that I left are not among them."""
        if getattr(self, "swagger_fake_view", False):
            return Enrolment.objects.none()
        mine = Enrolment.objects.by(_learner(self.request)).active()
        return mine.select_related("course__category__parent").prefetch_related(
            "course__instructors"
        )


class MyLearning(Mine):
    """The courses that I am on."""

    @extend_schema(tags=["my learning"], summary="List my courses", operation_id="my_learning_list")
    def get(self, request: Request) -> Response:
        """List the courses that I am on, with progress and where I go on."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(_shown(self, page or []))

    @extend_schema(
        tags=["my learning"],
        summary="Enrol in a course",
        request=EnrolRequest,
        responses={
            200: OpenApiResponse(EnrolmentSerializer, description="I was on it already."),
            201: OpenApiResponse(EnrolmentSerializer, description="Enrolled."),
            400: OpenApiResponse(description="There is no such course to enrol in."),
        },
    )
    def post(self, request: Request) -> Response:
        """Enrol in a course; doing it twice gives the same enrolment back."""
        wanted = EnrolRequest(data=request.data)
        wanted.is_valid(raise_exception=True)
        course_id, learner = wanted.validated_data["course"], _learner(request)
        course = Course.objects.published().visible_to(learner).among([course_id]).first()
        if course is None:
            raise ValidationError({"course": [_("There is no such course to enrol in.")]})
        was_on_it = self.get_queryset().in_course(course.pk).exists()
        enrol(learner, course)
        enrolment = self.get_queryset().in_course(course.pk).get()
        code = status.HTTP_200_OK if was_on_it else status.HTTP_201_CREATED
        return Response(_shown(self, [enrolment])[0], status=code)


class MyCourse(Mine):
    """One course that I am on."""

    @extend_schema(tags=["my learning"], summary="Show one of my courses")
    def get(self, request: Request, course_id: int) -> Response:
        """Progress and resume point of one course."""
        enrolment = get_object_or_404(self.get_queryset(), course_id=course_id)
        return Response(_shown(self, [enrolment])[0])

    @extend_schema(
        tags=["my learning"], summary="Leave a course", request=None, responses={204: None}
    )
    def delete(self, request: Request, course_id: int) -> Response:
        """Leave a course; what I did there stays for the day that I come back."""
        enrolment = get_object_or_404(self.get_queryset(), course_id=course_id)
        leave(_learner(request), enrolment.course)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(view: GenericAPIView[Any], enrolments: list[Enrolment]) -> Any:
    """Enrolments with their resume points, read for all of them at once."""
    context = {**view.get_serializer_context(), "resume_points": resume_points(enrolments)}
    return EnrolmentSerializer(enrolments, many=True, context=context).data


def _learner(request: Request) -> User:
    return request.user  # type: ignore[return-value]
