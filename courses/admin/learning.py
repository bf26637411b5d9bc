"""What learners do, for staff to look up."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from courses.models import Enrolment, Review
from tracking.admin import LatestPaginator


@admin.register(Enrolment)
class EnrolmentAdmin(ModelAdmin):
    """Who is on which course, and how far."""

    list_display = ("learner", "course", "progress", "enrolled_at", "completed_at", "left_at")
    list_select_related = ("learner", "course")
    search_fields = ("learner__email", "course__title")
    # Of the latest millions no index tells the order but that of their keys.
    ordering = ("-pk",)
    paginator = LatestPaginator
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = ("learner", "course", "last_lesson", "last_opened_at", "progress")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Learners enrol themselves."""
        return False


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    """Reviews: to read and to remove."""

    list_display = ("course", "learner", "rating", "updated_at")
    list_filter = ("rating",)
    list_select_related = ("course", "learner")
    search_fields = ("course__title", "learner__email", "text")
    readonly_fields = ("learner", "course", "rating", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Learners write their own."""
        return False
