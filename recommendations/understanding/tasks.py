"""What workers do for understanding: each task calls one function and may be done twice."""

from celery import shared_task

from recommendations.requests import ask_for_senses, ask_for_vectors
from recommendations.understanding.encoding import encode_changed
from recommendations.understanding.queries import encode_for_others
from recommendations.understanding.watching import watch_changed


@shared_task(name="recommendations.encode_courses")
def encode_courses(*, reads_all: bool = False) -> int:
    """Encode the texts of courses that changed; what is left over is asked for again."""
    done = encode_changed(reads_all=reads_all)
    if not done.is_done and not done.fault:
        ask_for_vectors()
    return done.courses


@shared_task(name="recommendations.watch_courses")
def watch_courses() -> int:
    """Look at pictures and films that changed; what is left over is asked for again."""
    done = watch_changed()
    if not done.is_done:
        ask_for_senses()
    return done.courses


@shared_task(name="recommendations.encode_query", ignore_result=True)
def encode_query(query: str) -> None:
    """Encode what somebody types, for a web process that may not."""
    encode_for_others(query)
