"""Addresses of the recommendations app."""

from django.urls import include, path

from recommendations import views
from recommendations.health import health

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", health, name="health"),
    path("admin/", include("recommendations.admin.urls")),
]
