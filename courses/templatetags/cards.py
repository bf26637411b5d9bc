"""What a card says of a course beside its fields."""

from datetime import timedelta

from django import template
from django.utils import timezone

from courses.models import Course
from courses.models.course_queries import NEW_DAYS

register = template.Library()


@register.filter
def is_new(course: Course) -> bool:
    """Whether the course was published in the last weeks."""
    since = timezone.now() - timedelta(days=NEW_DAYS)
    return course.published_at is not None and course.published_at >= since
