"""Addresses of the admin that belong to no table."""

from django.contrib.admin import site
from django.urls import path

from recommendations.admin import (
    course_proposals,
    feedback,
    local,
    made_up,
    model_views,
    new_courses,
    numbers,
    offline,
    online,
    see_as,
    understood,
    words,
)

urlpatterns = [
    path("see-as/", site.admin_view(see_as.search), name="see_as_search"),
    path("see-as/made-up/", site.admin_view(made_up.made_up), name="made_up"),
    path(
        "see-as/made-up/courses/", site.admin_view(made_up.search_courses), name="made_up_courses"
    ),
    path("see-as/leave/", site.admin_view(see_as.leave), name="see_as_leave"),
    path(
        "see-as/<int:learner_id>/ranker/<int:course_id>/",
        site.admin_view(local.explained),
        name="explained_card",
    ),
    path("see-as/<int:learner_id>/", site.admin_view(see_as.begin), name="see_as"),
    path("feedback/", site.admin_view(feedback.feedback), name="feedback"),
    path(
        "course-proposals/<int:course_id>/",
        site.admin_view(course_proposals.look),
        name="course_proposals",
    ),
    path(
        "course-proposals/<int:proposal_id>/<str:said>/",
        site.admin_view(course_proposals.answer),
        name="course_proposal",
    ),
    path("new-courses/", site.admin_view(new_courses.new_courses), name="new_courses"),
    path("understood/", site.admin_view(understood.understood), name="understood"),
    path("online/", site.admin_view(online.online), name="online"),
    path("offline/", site.admin_view(offline.offline), name="offline"),
    path("language/", site.admin_view(words.words), name="language_days"),
    path("numbers/", site.admin_view(numbers.numbers), name="numbers"),
    path("models/", site.admin_view(model_views.model_views), name="model_views"),
    path("workers/", site.admin_view(see_as.workers), name="admin_workers"),
]
