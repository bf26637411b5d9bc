"""One run at a time: a lock with an owner and a heartbeat, free again when its holder dies."""

import contextlib
import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import Error, connection, models
from django.utils import timezone

from recommendations.models import TaskLock

logger = logging.getLogger(__name__)

# Said of a run whose holder was killed.
ABANDONED = "It stopped without a word: its process was killed or its machine went down."
BEAT_SECONDS = 10.0
STALE_SECONDS = 60.0


class Busy(Exception):  # noqa: N818
    """Somebody else is at it."""


class Locks(models.QuerySet[TaskLock]):
    """Sentences about locks."""

    def named(self, name: str) -> "Locks":
        """The lock of that name."""
        return self.filter(name=name)

    def owned_by(self, owner: str) -> "Locks":
        """Locks that this owner holds."""
        return self.filter(owner=owner)

    def silent_since(self, moment: datetime) -> "Locks":
        """Locks whose holder has not been heard of since a moment."""
        return self.filter(heartbeat_at__lt=moment)


def take(name: str, owner: str, *, stale_seconds: float = STALE_SECONDS) -> bool:
    """Take a lock that is free, one's own, or held by somebody silent for too long."""
    now = timezone.now()
    fresh = TaskLock(name=name, owner=owner, heartbeat_at=now)
    TaskLock.objects.bulk_create([fresh], ignore_conflicts=True)
    silent = Locks(TaskLock).named(name).silent_since(now - timedelta(seconds=stale_seconds))
    silent.update(owner=owner, heartbeat_at=now)
    return renew(name, owner)


def renew(name: str, owner: str) -> bool:
    """Give a sign of life; False where the lock is no longer one's own."""
    mine = Locks(TaskLock).named(name).owned_by(owner)
    return bool(mine.update(heartbeat_at=timezone.now()))


def revive(name: str, owner: str, *, silent_seconds: float) -> bool:
    """Give a sign of life for a holder that gave none for so long; False where there is no need."""
    now = timezone.now()
    mine = Locks(TaskLock).named(name).owned_by(owner)
    return bool(mine.silent_since(now - timedelta(seconds=silent_seconds)).update(heartbeat_at=now))


def release(name: str, owner: str) -> None:
    """Free one's own lock."""
    Locks(TaskLock).named(name).owned_by(owner).delete()


@contextlib.contextmanager
def held(name: str, *, stale_seconds: float = STALE_SECONDS) -> Iterator[str]:
    """Hold a lock while a block runs, with a thread that keeps giving signs of life.

    Raises `Busy` where somebody else holds it.
    """
    owner = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    if not take(name, owner, stale_seconds=stale_seconds):
        raise Busy(name)
    is_over = threading.Event()
    beat = min(BEAT_SECONDS, stale_seconds / 4)
    thread = threading.Thread(target=_keep_alive, args=(name, owner, beat, is_over), daemon=True)
    thread.start()
    try:
        yield owner
    finally:
        is_over.set()
        thread.join()
        release(name, owner)


def _keep_alive(name: str, owner: str, beat: float, is_over: threading.Event) -> None:
    """Renew until told to stop; a busy database is tried again at the next beat."""
    while not is_over.wait(beat):
        try:
            renew(name, owner)
        except Error as error:
            logger.warning("The lock %s could not be renewed: %s", name, error)
        finally:
            connection.close()
