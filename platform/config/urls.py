"""Addresses of the site: each app names its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("recommendations.urls")),
    path("", include("courses.urls")),
    path("", include("tracking.urls")),
    path("", include("accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("api/", include("recommendations.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
