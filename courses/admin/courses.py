"""Authoring: a course with its sections and lessons on one page, previewed and published."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.decorators import action, display

from accounts.models import Role
from courses.admin.fields import LinesField
from courses.admin.ownership import OwnCourses
from courses.models import Course, CourseStatus, Lesson, Prerequisite, Section
from courses.publishing import NotReadyError, publish

TALL = {"rows": 10}


class LessonInline(OwnCourses, TabularInline):
    """A section's lessons: name and place here, text and questions behind the link."""

    model = Lesson
    course_path = "section__course"
    fields = ("title", "kind", "duration_minutes", "order")
    ordering_field = "order"
    hide_ordering_field = True
    show_change_link = True
    extra = 0


class SectionInline(OwnCourses, StackedInline):
    """A course's sections in their order."""

    model = Section
    course_path = "course"
    fields = ("title", "order")
    ordering_field = "order"
    hide_ordering_field = True
    inlines: ClassVar = [LessonInline]
    extra = 0
    tab = True


class PrerequisiteInline(OwnCourses, TabularInline):
    """What a course builds on."""

    model = Prerequisite
    fk_name = "course"
    course_path = "course"
    autocomplete_fields = ("requires",)
    extra = 0
    tab = True


class CourseForm(ModelForm):
    """A course; what learners will learn is typed one line each."""

    outcomes = LinesField(
        label=gettext_lazy("What you will learn"),
        help_text=gettext_lazy("One line each."),
        required=False,
    )

    class Meta:
        model = Course
        fields = (
            "title",
            "subtitle",
            "description",
            "outcomes",
            "cover",
            "category",
            "skills",
            "level",
            "language",
            "instructors",
        )


@admin.register(Course)
class CourseAdmin(OwnCourses, ModelAdmin):
    """Courses: for staff all of them, for an instructor the own ones."""

    form = CourseForm
    list_display = ("title", "state", "category", "language", "level", "enrolment_count", "rating")
    list_filter = ("status", "language", "level", "category__parent")
    list_select_related = ("category__parent",)
    search_fields = ("title", "subtitle")
    list_per_page = 50
    autocomplete_fields = ("category", "skills", "instructors")
    inlines: ClassVar = [SectionInline, PrerequisiteInline]
    readonly_fields = ("duration_minutes", "lesson_count", "enrolment_count", "rating_count")
    actions_detail: ClassVar = ["preview", "publish_course", "withdraw_course"]
    formfield_overrides: ClassVar = {models.TextField: {"widget": Textarea(attrs=TALL)}}
    fieldsets: ClassVar = (
        (None, {"fields": ("title", "subtitle", "description", "outcomes", "cover")}),
        (
            gettext_lazy("Place in the catalogue"),
            {"fields": ("category", "skills", "level", "language", "instructors")},
        ),
        (
            gettext_lazy("Numbers"),
            {"fields": ("duration_minutes", "lesson_count", "enrolment_count", "rating_count")},
        ),
    )

    @display(
        description=gettext_lazy("Status"),
        ordering="status",
        label={
            CourseStatus.PUBLISHED: "success",
            CourseStatus.DRAFT: "warning",
            CourseStatus.ARCHIVED: "info",
        },
    )
    def state(self, course: Course) -> tuple[str, str | SafeString]:
        """The status as a coloured label."""
        return course.status, course.get_status_display()

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """An instructor who begins a course teaches it; an emptied list keeps the author."""
        super().save_related(request, form, formsets, change)
        course: Course = form.instance
        author = request.user
        if getattr(author, "role", "") == Role.INSTRUCTOR:
            course.instructors.add(author)  # type: ignore[arg-type]
        course.recount()

    @action(description=gettext_lazy("Preview"), url_path="preview", attrs={"target": "_blank"})
    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Open the course page as its readers will see it."""
        return redirect(get_object_or_404(self.get_queryset(request), pk=object_id))

    @action(description=gettext_lazy("Publish"), url_path="publish")
    def publish_course(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Publish, or say what is missing."""
        course: Course = get_object_or_404(self.get_queryset(request), pk=object_id)
        try:
            publish(course)
        except NotReadyError as error:
            for part in error.missing:
                messages.error(request, _("Missing: %(part)s") % {"part": part})
        else:
            messages.success(request, _("“%(course)s” is published.") % {"course": course})
        return redirect("admin:courses_course_change", object_id)

    @action(description=gettext_lazy("Archive"), url_path="archive")
    def withdraw_course(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take a course out of the catalogue; those on it keep it."""
        course: Course = get_object_or_404(self.get_queryset(request), pk=object_id)
        course.status = CourseStatus.ARCHIVED
        course.save()
        messages.success(request, _("“%(course)s” is archived.") % {"course": course})
        return redirect("admin:courses_course_change", object_id)
