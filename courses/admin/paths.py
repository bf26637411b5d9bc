"""Learning paths of staff in the admin: a name, a purpose, and courses dragged into order."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from courses.models import LearningPath, PathStep
from courses.models.catalogue import links_below


class PathStepInline(TabularInline):
    """The courses of a path, in order."""

    model = PathStep
    fields = ("course", "order")
    autocomplete_fields = ("course",)
    ordering_field = "order"
    hide_ordering_field = True
    extra = 0


@admin.register(LearningPath)
class LearningPathAdmin(ModelAdmin):
    """Paths that staff make."""

    list_display = ("name_en", "name_zh", "is_published", "courses_in_it")
    list_filter = ("is_published",)
    search_fields = ("name_en", "name_zh", "slug")
    prepopulated_fields = {"slug": ("name_en",)}  # noqa: RUF012 - Django's form
    ordering_field = "order"
    hide_ordering_field = True
    exclude = ("order",)
    inlines: ClassVar = [PathStepInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[LearningPath]:
        """Paths with the number of their courses."""
        return super().get_queryset(request).annotate(step_count=models.Count("steps"))

    @display(description=gettext_lazy("Courses"), ordering="step_count")
    def courses_in_it(self, path: Any) -> int:
        """How many courses the path has."""
        return int(path.step_count)

    def view_on_site(self, path: LearningPath) -> str:
        """The page of the path."""
        return path.get_absolute_url()

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        """Save, and warn where a course comes before one that it builds on."""
        super().save_related(request, form, *args)
        for earlier, later in out_of_order(form.instance):
            words = _("“%(course)s” builds on “%(requires)s”, which comes after it.")
            names = {"course": earlier.course.title, "requires": later.course.title}
            self.message_user(request, words % names, messages.WARNING)


def out_of_order(path: LearningPath) -> list[tuple[PathStep, PathStep]]:
    """Every step that stands before one whose course it builds on directly, with that one."""
    steps = list(path.steps.select_related("course"))
    links = links_below(step.course_id for step in steps)
    return [
        (step, later)
        for place, step in enumerate(steps)
        for later in steps[place + 1 :]
        if later.course_id in links[step.course_id]
    ]
