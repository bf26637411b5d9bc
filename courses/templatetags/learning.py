"""What a course page says to the one who reads it: where they stand, what others thought."""

from django import template
from django.template import Context

from courses.models import Course
from courses.reviews import CourseReviews, reviews_of
from courses.standing import Standing, standing_of

register = template.Library()


@register.simple_tag(takes_context=True)
def standing(context: Context, course: Course) -> Standing:
    """Where the reader stands with a course."""
    return standing_of(course, context["request"].user)


@register.simple_tag(takes_context=True)
def reviews(context: Context, course: Course) -> CourseReviews:
    """The reviews of a course as the reader sees them."""
    return reviews_of(course, context["request"].user)
