"""Addresses of the accounts API."""

from django.urls import path

from accounts.api.tokens import TokenView

urlpatterns = [path("token/", TokenView.as_view(), name="api_token")]
