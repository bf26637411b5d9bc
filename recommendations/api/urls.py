"""Addresses of the API: all parts under /api/v1/, their description beside them."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from recommendations.api.homepage import Homepage
from recommendations.api.paths import MyPath, Paths

v1: list[URLPattern | URLResolver] = [
    path("homepage/", Homepage.as_view(), name="api_homepage"),
    path("paths/", Paths.as_view(), name="api_paths"),
    path("my-path/", MyPath.as_view(), name="api_my_path"),
    path("", include("accounts.api.urls")),
    path("", include("tracking.api.urls")),
    path("", include("courses.api.urls")),
]
urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api_docs"),
]
