"""Addresses of the accounts app; sign-up, sign-in and e-mail belong to allauth."""

from django.urls import path

from accounts.views import privacy, profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/export/", privacy.export, name="export_data"),
    path("privacy/erase/", privacy.erase_account, name="erase_account"),
    path("i18n/setlang/", profile.set_language, name="set_language"),
]
