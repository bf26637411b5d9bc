"""Addresses of the recommendations app."""

from django.urls import include, path

from recommendations import views

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/", include("recommendations.admin.urls")),
]
