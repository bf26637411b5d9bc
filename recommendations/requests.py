"""Asks workers for fresh pages; a site whose broker is away goes on, computing in requests."""

import logging
import time

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

from recommendations.homepage.kept import forget_html
from recommendations.homepage.store import mark_stale

logger = logging.getLogger(__name__)

# Events of so many seconds become one refresh.
DEBOUNCE_SECONDS = 0.5
WAVE_SECONDS = 10
# A request that a worker never took is asked for again after so long.
FORGET_SECONDS = 30
PAUSE_SECONDS = 2.0

_away_until = 0.0


def ask_for_page(learner_id: int) -> None:
    """Ask for one learner's page, once for a burst of events."""
    forget_html(learner_id)
    if not cache.add(page_key(learner_id), 1, FORGET_SECONDS):
        return
    if not _send("recommendations.refresh_page", [learner_id], DEBOUNCE_SECONDS):
        cache.delete(page_key(learner_id))
        mark_stale([learner_id])


def renew_page(learner_id: int) -> None:
    """What a learner says of themselves shows on the very next page, whatever is on its way."""
    mark_stale([learner_id])
    ask_for_page(learner_id)


def begin_page(learner_id: int) -> None:
    """A worker took the request: events from now on ask for another one."""
    cache.delete(page_key(learner_id))


def ask_for_all_pages() -> None:
    """Ask for every page, once for a series of changes by staff."""
    if cache.add("recs:asked:all", 1, WAVE_SECONDS):
        _send("recommendations.refresh_pages", [], WAVE_SECONDS)


def page_key(learner_id: int) -> str:
    """Set while a refresh of this page is on its way."""
    return f"recs:asked:{learner_id}"


def _send(task: str, args: list[int], countdown: float) -> bool:
    """Hand a task to the broker; False where there is none to take it."""
    global _away_until  # noqa: PLW0603
    if time.monotonic() < _away_until:
        return False
    try:
        current_app.send_task(task, args=args, countdown=countdown, ignore_result=True)
    except (OperationalError, OSError) as error:
        _away_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not answer (%s); pages are computed in requests.", error)
        return False
    return True
