"""Addresses of the accounts app; sign-up, sign-in and e-mail belong to allauth."""

from django.urls import path

from accounts.views import people, privacy, profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/streak/hide/", profile.hide_streak, name="hide_streak"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/export/", privacy.export, name="export_data"),
    path("privacy/erase/", privacy.erase_account, name="erase_account"),
    path("people/", people.people, name="people"),
    path("people/allow/", people.allow, name="allow_followers"),
    path("people/<uuid:public_id>/decide/", people.decide, name="decide_on_person"),
    path("i18n/setlang/", profile.set_language, name="set_language"),
]
