"""The catalogue as JSON: the filters, sorting and search of the catalogue's own page."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView

from accounts.models import Level
from courses.api.serializers import CourseDetailSerializer, CourseSerializer
from courses.browse import SORTS, Browse, Found
from courses.models import Category, Course, Language, Skill
from courses.models.course_queries import DURATIONS, CourseQuerySet

CHOICES = {
    "level": list(Level.values),
    "language": list(Language.values),
    "duration": list(DURATIONS),
    "sort": list(SORTS),
}


def _choice(name: str, text: str, *, is_many: bool) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, enum=CHOICES[name], many=is_many, description=text
    )


@extend_schema_view(
    get=extend_schema(
        tags=["catalogue"],
        summary="List courses",
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Words to search for."),
            OpenApiParameter("category", OpenApiTypes.STR, description="Slug of a category."),
            OpenApiParameter("skill", OpenApiTypes.STR, description="Slug of a skill."),
            _choice("level", "Any of these levels.", is_many=True),
            _choice("language", "Any of these languages.", is_many=True),
            _choice("duration", "Any of these lengths.", is_many=True),
            _choice("sort", "Default: relevance for a search, else popular.", is_many=False),
        ],
    )
)
class CourseList(ListAPIView[Course]):
    """Published courses that this reader may see; an unknown filter value is a 400."""

    serializer_class = CourseSerializer

    def get_queryset(self) -> CourseQuerySet:
        """The courses that the address asks for."""
        if getattr(self, "swagger_fake_view", False):
            return Course.objects.none()
        _refuse_unknown(self.request.query_params)
        browse = Browse.from_address(self.request.query_params)
        return Found(browse, self.request.user).courses()


@extend_schema_view(get=extend_schema(tags=["catalogue"], summary="Show a course"))
class CourseDetail(RetrieveAPIView[Course]):
    """One course with its outline."""

    serializer_class = CourseDetailSerializer

    def get_queryset(self) -> CourseQuerySet:
        """Every course that this person may see, also archived ones that they are on."""
        if getattr(self, "swagger_fake_view", False):
            return Course.objects.none()
        return Course.objects.visible_to(self.request.user).with_page_data()


def _refuse_unknown(params: Any) -> None:
    """Name every filter whose value does not exist, and what does."""
    faults = {}
    for name, allowed in CHOICES.items():
        strangers = [value for value in params.getlist(name) if value and value not in allowed]
        if strangers:
            facts = {"value": strangers[0], "allowed": ", ".join(allowed)}
            faults[name] = [_("“%(value)s” is none of: %(allowed)s.") % facts]
    for name, model in (("category", Category), ("skill", Skill)):
        slug = params.get(name)
        if slug and slug not in set(model.objects.values_list("slug", flat=True)):
            faults[name] = [_("There is no “%(value)s”.") % {"value": slug}]
    if faults:
        raise ValidationError(faults)
