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
LATER = 9  # the priority of work that waits while anything else does; 0 is the highest
# Where the broker keeps what waits behind everything else of the same queue.
LATER_SUFFIX = f"\x06\x16{LATER}"


@dataclass(frozen=True)
class Queues:
    """The queue at one moment."""

    is_up: bool
    waiting: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)  # of these, the work behind everything else


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
                pipeline.llen(f"{name}{LATER_SUFFIX}")
            found = pipeline.execute()
            later = dict(zip(QUEUES, found[1::2], strict=True))
            waiting = {
                name: count + later[name] for name, count in zip(QUEUES, found[::2], strict=True)
            }
            return Queues(True, waiting, later)
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
