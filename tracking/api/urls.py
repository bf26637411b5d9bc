"""Addresses of the tracking API."""

from django.urls import path

from tracking.api.events import RecordEvents

urlpatterns = [path("events/", RecordEvents.as_view(), name="api_events")]
