"""How the admin looks and what stands on its first page and in its sidebar."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# The site's own: warm paper and ink, and its green.
COLOURS = {
    "base": {
        "50": "#faf8f3",
        "100": "#f3f0e9",
        "200": "#e5e0d5",
        "300": "#cfc9bc",
        "400": "#a29c90",
        "500": "#77716a",
        "600": "#5c574f",
        "700": "#45413b",
        "800": "#2b2c28",
        "900": "#1d1f1c",
        "950": "#151614",
    },
    "primary": {
        "50": "#ebf2ee",
        "100": "#d5e6df",
        "200": "#b4dfcf",
        "300": "#93cbb6",
        "400": "#6fb39b",
        "500": "#5aa088",
        "600": "#2b5a4c",
        "700": "#244c40",
        "800": "#1f463b",
        "900": "#16352c",
        "950": "#0f211a",
    },
}


def unfold(site_name: str) -> dict[str, Any]:
    """The settings of django-unfold."""
    return {
        "SITE_TITLE": site_name,
        "SITE_HEADER": site_name,
        "SITE_SUBHEADER": _("Staff room"),
        "SITE_SYMBOL": "school",
        "SITE_URL": "/",
        "SITE_FAVICONS": [
            {
                "rel": "icon",
                "type": "image/svg+xml",
                "href": lambda _request: static("img/mark.svg"),
            }
        ],
        "SHOW_LANGUAGES": True,
        "SHOW_BACK_BUTTON": True,
        "STYLES": [lambda _request: static("css/staff.css")],
        "DASHBOARD_CALLBACK": "recommendations.admin.dashboard.dashboard",
        "SIDEBAR": {
            "show_search": True,
            "navigation": "recommendations.admin.navigation.navigation",
        },
        "BORDER_RADIUS": "8px",
        "COLORS": COLOURS,
    }
