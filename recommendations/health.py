"""Whether the site is well: what answers, what is degraded, what waits; for probes and people."""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations.queues import read_queues
from tracking.spool import pending


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """200 while pages can be served ("ok" or "degraded"), 503 without the database."""
    has_database = _database_answers()
    queues = read_queues()
    spooled = pending()
    is_well = has_database and queues.is_up and not spooled
    report = {
        "status": "ok" if is_well else "degraded" if has_database else "down",
        "database": "ok" if has_database else "down",
        "cache_and_queue": "ok" if queues.is_up else "down",
        "waiting": queues.waiting,
        "spooled_events": spooled,
    }
    return JsonResponse(report, status=200 if has_database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
