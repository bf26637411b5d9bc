"""A time bound that is kept: work that runs past it is stopped where it stands."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_SECONDS = 0.05  # later the bell rings once more, where it must not interrupt


class OutOfTimeError(Exception):
    """The time that was set aside is over."""


class Deadline:
    """A moment by which all must be done; without minutes, never."""

    def __init__(self, minutes: float | None) -> None:
        self.seconds = math.inf if minutes is None else minutes * 60
        self.end = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.end - time.monotonic()

    def before(self, seconds: float) -> Deadline:
        """An earlier bound, so many seconds before the end."""
        return Deadline(None if math.isinf(self.left) else max(self.left - seconds, 0) / 60)

    def until(self, share: float) -> Deadline:
        """An earlier bound, at a share of the whole time: what one step leaves, the next has."""
        left = self.left - (1 - share) * self.seconds if math.isfinite(self.seconds) else math.inf
        return Deadline(None if math.isinf(left) else max(left, 0) / 60)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise OutOfTimeError inside the block once so many seconds have passed.

    Bounds may be nested. A call into a compiled library and an import are let finish first: a
    module that was half imported stays broken for the whole process. Only the main thread can
    be interrupted so; elsewhere the block runs on, and its end is checked.
    """
    if math.isinf(seconds):
        yield
        return
    end = time.monotonic() + seconds
    if threading.current_thread() is not threading.main_thread():
        yield
        if time.monotonic() > end:
            raise OutOfTimeError
        return
    before = signal.signal(signal.SIGALRM, _ring)
    outer, _ = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
    start = time.monotonic()
    try:
        yield
    finally:
        left = max(outer - (time.monotonic() - start), 1e-6) if outer else 0
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, frame: FrameType | None) -> None:
    """Stop whatever runs, unless it imports."""
    if _is_importing(frame):
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
        return
    raise OutOfTimeError


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported in this frame or in one that called it."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
