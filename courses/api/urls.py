"""Addresses of the courses API."""

from django.urls import path

from courses.api.catalogue import CourseDetail, CourseList
from courses.api.learning import MyCourse, MyLearning

urlpatterns = [
    path("courses/", CourseList.as_view(), name="api_courses"),
    path("courses/<int:pk>/", CourseDetail.as_view(), name="api_course"),
    path("my-learning/", MyLearning.as_view(), name="api_my_learning"),
    path("my-learning/<int:course_id>/", MyCourse.as_view(), name="api_my_course"),
]
