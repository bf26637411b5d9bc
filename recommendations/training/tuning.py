"""Tuning on several workers: each is a `manage.py tune` of its own on the same file of trials."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from django.conf import settings

from recommendations.training.launch import THREADS

POLL_SECONDS = 2.0


def tune_apart(arguments: Sequence[str]) -> int:
    """Run one worker's part in a process of its own and wait for it; gives its answer back."""
    return _start(arguments).wait()


def tune_in_processes(parts: Sequence[Sequence[str]]) -> int:
    """Run the parts side by side on this machine; how many of them failed."""
    running = [_start(arguments) for arguments in parts]
    try:
        return sum(one.wait() != 0 for one in running)
    except KeyboardInterrupt:
        for one in running:
            one.terminate()
        raise


def tune_on_workers(
    parts: Sequence[Sequence[str]], count: Callable[[], int], wanted: int, patience: float
) -> bool:
    """Send the parts to the queue of training and wait until the trials are there.

    False if no trial came in for so many seconds: then no worker listens, or all are busy.
    """
    from recommendations.tasks import tune

    sent = [tune.delay(list(arguments)) for arguments in parts]
    reached, since = count(), time.monotonic()
    while reached < wanted and not all(task.ready() for task in sent):
        time.sleep(POLL_SECONDS)
        now = count()
        if now > reached:
            reached, since = now, time.monotonic()
        if time.monotonic() - since > patience:
            return False
    return True


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tune", *arguments]
    return subprocess.Popen(command, env={**os.environ, **THREADS}, stdout=subprocess.DEVNULL)
