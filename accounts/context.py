"""What every template knows about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """The site's name, for titles and e-mails."""
    return {"site_name": settings.SITE_NAME}
