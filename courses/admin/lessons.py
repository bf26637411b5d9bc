"""Authoring: one lesson with its text, its video, and the questions of a quiz."""

from typing import ClassVar

from django.contrib import admin, messages
from django.forms import BaseInlineFormSet, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from courses.admin.ownership import OwnCourses
from courses.models import Choice, Lesson, LessonKind, Question


class ChoiceFormSet(BaseInlineFormSet):
    """The answers of a question: at least one of them is right."""

    def clean(self) -> None:
        """Refuse a question whose every answer is wrong."""
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        if kept and not any(answer.get("is_correct") for answer in kept):
            raise ValidationError(_("Mark at least one answer as right."))


class ChoiceInline(OwnCourses, TabularInline):
    """The answers that a question offers."""

    model = Choice
    formset = ChoiceFormSet
    course_path = "question__lesson__section__course"
    fields = ("text", "is_correct", "order")
    ordering_field = "order"
    hide_ordering_field = True
    extra = 0


class QuestionInline(OwnCourses, StackedInline):
    """The questions of a quiz."""

    model = Question
    course_path = "lesson__section__course"
    fields = ("prompt", "explanation", "order")
    ordering_field = "order"
    hide_ordering_field = True
    inlines: ClassVar = [ChoiceInline]
    extra = 0


@admin.register(Lesson)
class LessonAdmin(OwnCourses, ModelAdmin):
    """A lesson; reached from its course."""

    course_path = "section__course"
    list_display = ("title", "kind", "section", "duration_minutes")
    list_filter = ("kind",)
    list_select_related = ("section__course",)
    search_fields = ("title", "section__course__title")
    list_per_page = 50
    autocomplete_fields = ("section",)
    fields = (
        "section",
        "title",
        "kind",
        "body",
        "video",
        "video_seconds",
        "duration_minutes",
        "order",
    )
    inlines: ClassVar = [QuestionInline]

    def save_model(self, request: HttpRequest, obj: Lesson, form: object, change: bool) -> None:  # noqa: FBT001
        """Say what a lesson of this kind still needs."""
        super().save_model(request, obj, form, change)
        if obj.kind == LessonKind.VIDEO and not obj.video:
            messages.warning(request, _("This lesson still needs its video."))
