"""Whether the queue answers, what waits in it, and which workers listen."""

from dataclasses import dataclass, field

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

QUEUES = ("default", "refresh", "training")
ANSWER_SECONDS = 0.7


@dataclass(frozen=True)
class Queues:
    """The queue at one moment."""

    is_up: bool
    waiting: dict[str, int] = field(default_factory=dict)


def read_queues() -> Queues:
    """Ask the server that holds the queue, and do not wait long for it."""
    try:
        client = Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=0.5,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        with client, client.pipeline(transaction=False) as pipeline:
            for name in QUEUES:
                pipeline.llen(name)
            return Queues(True, dict(zip(QUEUES, pipeline.execute(), strict=True)))
    except (RedisError, OSError):
        return Queues(False)


def listening_workers() -> list[str]:
    """The names of the workers that answer at once, in order."""
    if not read_queues().is_up:
        return []
    try:
        answers = current_app.control.ping(timeout=ANSWER_SECONDS) or []
    except (OperationalError, OSError):
        return []
    return sorted(name for answer in answers for name in answer)
