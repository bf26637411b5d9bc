"""What pages say to the one who reads them: where they stand, their week, what others thought."""

from datetime import date

from django import template
from django.template import Context
from django.utils.formats import date_format

from courses.models import Course
from courses.reviews import CourseReviews, reviews_of
from courses.standing import Standing, standing_of
from courses.streaks import Week, week_of

register = template.Library()


@register.simple_tag(takes_context=True)
def standing(context: Context, course: Course) -> Standing:
    """Where the reader stands with a course."""
    return standing_of(course, context["request"].user)


@register.simple_tag(takes_context=True)
def reviews(context: Context, course: Course) -> CourseReviews:
    """The reviews of a course as the reader sees them."""
    return reviews_of(course, context["request"].user)


@register.simple_tag(takes_context=True)
def learning_week(context: Context) -> Week | None:
    """The reader's week and streak; None where there is nothing to show."""
    return week_of(context["request"].user)


@register.filter
def day_mark(day: date) -> str:
    """The day of the week, as short as a calendar's head: Mon, 一."""
    return date_format(day, "D").removeprefix("星期")
