"""Addresses of the courses app."""

from django.urls import URLPattern, path

from courses.views import catalogue, course, covers

urlpatterns: list[URLPattern] = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("course/<int:course_id>/", course.course, name="course"),
    path("course/<int:course_id>/<str:slug>/", course.course, name="course"),
    path("cover/<int:edition>/<slug:palette>/<int:seed>.svg", covers.cover, name="cover"),
]
