"""Lets instructors work on their own courses, and on nothing else."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import Role
from courses.models import Course


def is_instructor(request: HttpRequest) -> bool:
    """Whether this person may enter the admin as an author."""
    user = request.user
    return user.is_active and user.is_staff and getattr(user, "role", "") == Role.INSTRUCTOR


class OwnCourses:
    """For an admin of courses or of their parts; `course_path` leads from the row to its course."""

    course_path = "pk"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Everything for staff with the permission, the own courses' for an instructor."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if super().has_view_permission(request):  # type: ignore[misc]
            return rows
        own = Course.objects.taught_by(request.user)  # type: ignore[arg-type]
        return rows.filter(**{f"{self.course_path}__in": own.values("pk")})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Instructors see this part of the admin."""
        return super().has_module_permission(request) or is_instructor(request)  # type: ignore[misc]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Instructors see what `get_queryset` leaves them."""
        return super().has_view_permission(request, obj) or self._is_own(request, obj)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Instructors change their own."""
        return super().has_change_permission(request, obj) or self._is_own(request, obj)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Instructors may begin a course."""
        return super().has_add_permission(request, *args) or is_instructor(request)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Instructors may delete sections and lessons of their own; courses only staff."""
        is_part = not isinstance(obj, Course) and getattr(self, "model", None) is not Course
        own = is_part and self._is_own(request, obj)
        return super().has_delete_permission(request, obj) or own  # type: ignore[misc]

    def _is_own(self, request: HttpRequest, obj: Model | None) -> bool:
        if not is_instructor(request):
            return False
        course = _course_of(obj)
        return course is None or course.instructors.contains(request.user)  # type: ignore[arg-type]


def _course_of(obj: Model | None) -> Course | None:
    """The course that a row is or belongs to; None for a row that does not exist yet."""
    while obj is not None and not isinstance(obj, Course):
        parents = ("course", "section", "lesson", "question")
        name = next((name for name in parents if hasattr(obj, f"{name}_id")), None)
        obj = getattr(obj, name) if name and getattr(obj, f"{name}_id") else None
    return obj if obj is None or obj.pk else None
