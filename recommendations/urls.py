"""Addresses of the recommendations app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
