"""Addresses of the courses app."""

from django.urls import URLPattern, path

from courses.views import (
    catalogue,
    course,
    covers,
    learning,
    media,
    people,
    player,
    reviews,
    shelf,
)

# Before the pages of courses: an address such as course/7/save/ is also that of a course "Save".
_deeds = [
    path("course/<int:course_id>/enrol/", learning.enrol, name="enrol"),
    path("course/<int:course_id>/leave/", learning.leave, name="leave"),
    path("course/<int:course_id>/save/", shelf.save_course, name="save_course"),
    path("course/<int:course_id>/unsave/", shelf.unsave_course, name="unsave_course"),
    path("course/<int:course_id>/dismiss/", shelf.dismiss_course, name="dismiss_course"),
    path("course/<int:course_id>/undismiss/", shelf.undismiss_course, name="undismiss_course"),
    path("course/<int:course_id>/reason/", shelf.judge_reason, name="judge_reason"),
    path("course/<int:course_id>/review/", reviews.write_review, name="write_review"),
    path("course/<int:course_id>/unreview/", reviews.delete_review, name="delete_review"),
]
_learning = [
    path("my-learning/", learning.my_learning, name="my_learning"),
    path("my-learning/saved/", learning.saved, name="saved"),
    path("learn/<int:course_id>/finished/", player.finished, name="course_finished"),
    path("learn/<int:course_id>/<uuid:uid>/", player.lesson, name="lesson"),
    path("learn/<int:course_id>/<uuid:uid>/complete/", player.complete, name="lesson_complete"),
    path("learn/<int:course_id>/<uuid:uid>/quiz/", player.quiz, name="lesson_quiz"),
    path("learn/<int:course_id>/<uuid:uid>/position/", player.position, name="lesson_position"),
    path("media/<path:name>", media.media, name="media"),
]

urlpatterns: list[URLPattern] = [
    *_deeds,
    *_learning,
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("course/<int:course_id>/", course.course, name="course"),
    path("course/<int:course_id>/<str:slug>/", course.course, name="course"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("cover/<int:edition>/<slug:palette>/<int:seed>.svg", covers.cover, name="cover"),
]
