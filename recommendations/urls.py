"""Addresses of the recommendations app."""

from django.urls import include, path

from recommendations import improve_page, views
from recommendations.ask import views as ask
from recommendations.health import health
from recommendations.paths import views as paths
from recommendations.welcome import answer
from recommendations.why_page import why_this

urlpatterns = [
    path("", views.home, name="home"),
    path("paths/", paths.paths, name="paths"),
    path("paths/mine/", paths.my_path, name="my_path"),
    path("paths/goal/", paths.choose_goal, name="choose_goal"),
    path("paths/goal/drop/", paths.leave_goal, name="leave_goal"),
    path("paths/made/<str:slug>/", paths.path, name="path"),
    path("why/<int:course_id>/", why_this, name="why_this"),
    path("improve/", improve_page.improve, name="improve"),
    path("improve/weigh/", improve_page.weigh, name="weigh"),
    path("improve/interest/", improve_page.interest, name="interest"),
    path("improve/personalise/", improve_page.personalise, name="personalise"),
    path("ask/", ask.ask, name="ask"),
    path("ask/stream/", ask.ask_stream, name="ask_stream"),
    path("ask/forget/", ask.forget_talk, name="forget_talk"),
    path("ask/remember/", ask.remember_wish, name="remember_wish"),
    path("ask/remembered/<int:pk>/forget/", ask.forget_wish, name="forget_wish"),
    path("welcome/", answer, name="welcome"),
    path("health/", health, name="health"),
    path("admin/", include("recommendations.admin.urls")),
]
