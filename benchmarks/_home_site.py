"""A site with a world of courses, learners and trained models, for the homepage's benchmarks."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._ingest_site import ROOT, Site

WORKER_SECONDS = 60


class HomeSite(Site):
    """As `Site`, with pages to serve, two web workers and a worker for refreshes."""

    WORLD = "benchmarks._home_world"
    APP = "benchmarks._home_app:application"
    WORKERS = 2

    @contextmanager
    def working(self) -> Iterator[None]:
        """One Celery worker for refreshes while the block runs."""
        words = [
            sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo",
            "--queues", "refresh", "--loglevel", "warning", "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        worker = subprocess.Popen(words, cwd=ROOT, env=self.environment)
        try:
            self._wait_for_worker(worker)
            yield
        finally:
            worker.terminate()
            worker.wait(30)

    def _wait_for_worker(self, worker: subprocess.Popen[bytes]) -> None:
        ping = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping", "-t", "1"]
        deadline = time.monotonic() + WORKER_SECONDS
        while time.monotonic() < deadline and worker.poll() is None:
            done = subprocess.run(
                ping, cwd=ROOT, env=self.environment, check=False, capture_output=True
            )
            if done.returncode == 0:
                return
        raise RuntimeError("The worker did not start.")
