"""Asks workers for fresh pages; a site whose broker is away goes on, computing in requests.

Whatever makes a page stale is written down with the page itself, so that no request is ever lost:
who comes before a worker did, or after it died, gets a page computed in the request.
"""

import logging
import time
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

from recommendations.homepage.kept import forget_html
from recommendations.homepage.store import mark_stale, note_change
from recommendations.queues import LATER

logger = logging.getLogger(__name__)

# Events of so many seconds become one refresh.
DEBOUNCE_SECONDS = 0.5
# A learner's page is refreshed at most once in so many seconds.
SPACING_SECONDS = 3.0
WAVE_SECONDS = 10
PLACE_SECONDS = 3
VECTOR_SECONDS = 3
SENSES_SECONDS = 10
QUERY_SECONDS = 5
ORDER_SECONDS = 60
OPINION_SECONDS = 5
PROPOSAL_SECONDS = 10
# A request that a worker never took is asked for again after so long.
FORGET_SECONDS = 30
# Who asked for their homepage within so many seconds comes back soon; others find it when they do.
HERE_SECONDS = 1_800
PAUSE_SECONDS = 2.0

_away_until = 0.0


def ask_for_page(learner_id: int) -> None:
    """Have one learner's page made anew, once for a burst of events: now, or when they come."""
    forget_html(learner_id)
    note_change(learner_id)
    if not cache.add(page_key(learner_id), 1, FORGET_SECONDS):
        return
    mark_stale([learner_id])
    if not is_here(learner_id) or not _ask_a_worker(learner_id):
        cache.delete(page_key(learner_id))


def renew_page(learner_id: int) -> None:
    """What a learner says of themselves shows on the very next page, whatever is on its way."""
    mark_stale([learner_id])
    ask_for_page(learner_id)


def ask_for_whole_page(learner_id: int) -> None:
    """Have a worker improve on a page that a request made with the models it may load."""
    if cache.add(page_key(learner_id), 1, FORGET_SECONDS) and not _ask_a_worker(learner_id):
        cache.delete(page_key(learner_id))


def ask_for_orders(learner_ids: Iterable[int]) -> None:
    """Have a language model order what these newcomers see first, once for a burst of pages."""
    keys = {f"recs:asked:order:{learner}": learner for learner in learner_ids}
    asked = cache.get_many(keys)
    wanted = [learner for key, learner in keys.items() if key not in asked]
    if wanted and _send("recommendations.order_newcomers", 0.0, args=[wanted], priority=LATER):
        cache.set_many({key: 1 for key in keys if key not in asked}, ORDER_SECONDS)


def begin_page(learner_id: int) -> bool:
    """Somebody makes the page: events from now on ask for another; False where nobody waits."""
    is_waited_for = bool(cache.delete(page_key(learner_id)))
    cache.set(_made_key(learner_id), time.time(), SPACING_SECONDS)
    return is_waited_for


def note_visit(learner_id: int) -> None:
    """This learner looks at their homepage, and will again soon."""
    cache.set(_here_key(learner_id), 1, HERE_SECONDS)


def is_here(learner_id: int) -> bool:
    """Whether a learner looked at their homepage within the last half an hour."""
    return cache.get(_here_key(learner_id)) is not None


def ask_for_all_pages() -> None:
    """Ask for the pages of all who come back soon, once for a series of changes by staff."""
    if cache.add("recs:asked:all", 1, WAVE_SECONDS):
        _send("recommendations.refresh_pages", WAVE_SECONDS, kwargs={"reaches_all": False})


def ask_for_places() -> None:
    """Have the models take in what was just published, once for a series of courses."""
    if cache.add("recs:asked:places", 1, PLACE_SECONDS):
        _send("recommendations.place_courses", PLACE_SECONDS)


def ask_for_opinions(course_id: int) -> None:
    """Have the reviews of a course weighed, once for a series of them."""
    if cache.add(f"recs:asked:opinions:{course_id}", 1, OPINION_SECONDS):
        _send("recommendations.weigh_reviews", OPINION_SECONDS, args=[course_id])


def ask_for_proposals(course_id: int) -> bool:
    """Have somebody look for what to propose for a course, once for a series of changes."""
    if not cache.add(f"recs:asked:proposals:{course_id}", 1, PROPOSAL_SECONDS):
        return True
    return _send("recommendations.propose_metadata", PROPOSAL_SECONDS, args=[course_id])


def ask_for_vectors() -> None:
    """Have texts that changed encoded anew, once for a series of changes."""
    if cache.add("recs:asked:vectors", 1, VECTOR_SECONDS):
        _send("recommendations.encode_courses", VECTOR_SECONDS)


def ask_for_senses() -> None:
    """Have pictures and films that changed looked at, once for a series of changes."""
    if cache.add("recs:asked:senses", 1, SENSES_SECONDS):
        _send("recommendations.watch_courses", SENSES_SECONDS)


def ask_for_query(query: str) -> bool:
    """Have what somebody types encoded at once; False where no worker can be asked."""
    if not cache.add(f"recs:asked:query:{crc32(query.encode())}", 1, QUERY_SECONDS):
        return True
    return _send("recommendations.encode_query", 0.0, args=[query])


def page_key(learner_id: int) -> str:
    """Set while a refresh of this page is on its way."""
    return f"recs:asked:{learner_id}"


def _made_key(learner_id: int) -> str:
    return f"recs:made:{learner_id}"


def _here_key(learner_id: int) -> str:
    return f"recs:here:{learner_id}"


def _ask_a_worker(learner_id: int) -> bool:
    """Ask for a refresh, a while after the last one of the same page."""
    made_at = cache.get(_made_key(learner_id)) or 0.0
    wait = max(DEBOUNCE_SECONDS, made_at + SPACING_SECONDS - time.time())
    return _send("recommendations.refresh_page", wait, args=[learner_id])


def _send(task: str, countdown: float, **what: Any) -> bool:
    """Hand a task to the broker; False where there is none to take it."""
    global _away_until  # noqa: PLW0603
    if time.monotonic() < _away_until:
        return False
    try:
        current_app.send_task(task, countdown=countdown, ignore_result=True, **what)
    except (OperationalError, OSError) as error:
        _away_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The broker does not answer (%s); pages are computed in requests.", error)
        return False
    return True
