"""Addresses of the recommendations app."""

from django.urls import include, path

from recommendations import views
from recommendations.health import health
from recommendations.paths import views as paths

urlpatterns = [
    path("", views.home, name="home"),
    path("paths/", paths.paths, name="paths"),
    path("paths/mine/", paths.my_path, name="my_path"),
    path("paths/goal/", paths.choose_goal, name="choose_goal"),
    path("paths/goal/drop/", paths.leave_goal, name="leave_goal"),
    path("paths/made/<str:slug>/", paths.path, name="path"),
    path("health/", health, name="health"),
    path("admin/", include("recommendations.admin.urls")),
]
