"""Real servers: a PostgreSQL given by bin/test, this run's Valkey, a Celery worker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from config.celery import app

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def on_postgresql(postgresql: None) -> None:
    """Every test of this folder needs PostgreSQL, and commits for real."""


def worker_environment(redis_url: str) -> dict[str, str]:
    """The environment of a process that works on this test's database and broker."""
    database = connection.settings_dict
    host = database["HOST"] or database.get("OPTIONS", {}).get("host", "")
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={host}"
    return os.environ | {"DATABASE_URL": url, "REDIS_URL": redis_url, "OMP_NUM_THREADS": "1"}


def start_worker(redis_url: str, *, queues: str = "default,refresh,training") -> subprocess.Popen:
    """Start a worker and wait until it answers."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo"]
    quiet = ["--queues", queues, "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    process = subprocess.Popen([*command, *quiet], cwd=ROOT, env=worker_environment(redis_url))
    wait_until(lambda: bool(app.control.ping(timeout=0.3)), "the worker to answer")
    return process


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until something is so; returns how many seconds it took, fails by name if too long."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            pytest.fail(f"waited {seconds} s for {what}")
        time.sleep(0.02)
    return time.monotonic() - started


@pytest.fixture
def worker(redis_url: str, on_postgresql: None) -> Iterator[subprocess.Popen]:
    """A real Celery worker on this test's PostgreSQL and Valkey."""
    process = start_worker(redis_url)
    yield process
    process.terminate()
    process.wait(20)
