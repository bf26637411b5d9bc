"""Addresses of the tracking app."""

from django.urls import path

from tracking import views

urlpatterns = [
    path("privacy/events/", views.my_events, name="my_events"),
    path("beacon/", views.beacon, name="beacon"),
    path("visitor-consent/", views.visitor_consent, name="visitor_consent"),
]
