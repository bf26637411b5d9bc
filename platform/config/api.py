"""How the REST API signs in, reads, answers, slows down and describes itself."""

from typing import Any

SPECTACULAR_SETTINGS = {
    "TITLE": "Homeroom API",
    "DESCRIPTION": "The catalogue, a learner's homepage and learning, and the record of events.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}


def rest_framework(*, trusted_proxies: int) -> dict[str, Any]:
    """The settings of Django REST framework."""
    return {
        # Tokens first: who is not signed in gets a 401 that says how to sign in.
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "accounts.api.authentication.PersonalToken",
            "rest_framework.authentication.SessionAuthentication",
        ],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
        "DEFAULT_PARSER_CLASSES": ["accounts.api.parsers.BoundedJSONParser"],
        # JSON alone: the browsable pages need inline scripts, which the site's policy forbids.
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "EXCEPTION_HANDLER": "accounts.api.errors.answer",
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_PAGINATION_CLASS": "accounts.api.pages.Pages",
        "DEFAULT_THROTTLE_CLASSES": [
            "rest_framework.throttling.AnonRateThrottle",
            "rest_framework.throttling.UserRateThrottle",
        ],
        "DEFAULT_THROTTLE_RATES": {
            "anon": "60/min",
            "user": "300/min",
            "events": "1200/min",
            "token_address": "10/min",
            "token_person": "20/hour",
        },
        "NUM_PROXIES": trusted_proxies,
    }
