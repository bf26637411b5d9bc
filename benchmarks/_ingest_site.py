"""A site of its own for the ingest benchmark: database, one learner, one course, a web server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Server:
    """A running web server: the process and all its workers."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def kill(self) -> None:
        """End it as a crash would: kill -9, workers too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in good order; one that was killed already stays so."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


class Site:
    """One database with a world in it, served by granian as in production."""

    WORLD = "benchmarks._ingest_world"
    APP = "benchmarks._ingest_app:application"
    WORKERS = 1
    WISHES: dict[str, Any] | None = None
    # Whether the world's process says on standard error how far it is.
    TELLS = False

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "EVENT_SPOOL_DIR": str(folder / "spool"),
            "ARTEFACTS_DIR": str(folder / "artefacts"),
            "DEBUG": "false",
            "SECRET_KEY": "a key of a benchmark that lives for a minute",
            "HTTPS": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
        }
        self.port = _free_port()
        for command in ("migrate", "collectstatic"):
            words = [sys.executable, "manage.py", command, "--noinput", "--skip-checks", "-v0"]
            subprocess.run(words, cwd=ROOT, env=self.environment, check=True)

    @cached_property
    def world(self) -> dict[str, Any]:
        """What clients need to know: the session, the course, its page."""
        return dict(self.ask("prepare", self.WISHES))

    def ask(self, question: str, given: Any = None) -> Any:
        """Have the world's process answer a question about the database."""
        words = [sys.executable, "-m", self.WORLD, question]
        answer = subprocess.run(
            words, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE,
            stderr=None if self.TELLS else subprocess.PIPE, input=json.dumps(given).encode(),
        )  # fmt: skip
        return json.loads(answer.stdout.splitlines()[-1])

    @contextmanager
    def running(self) -> Iterator[Server]:
        """Serve while the block runs."""
        words = [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", str(self.WORKERS), "--blocking-threads", "1", "--no-ws",
            "--log-level", "error", self.APP,
        ]  # fmt: skip
        server = Server(
            subprocess.Popen(words, cwd=ROOT, env=self.environment, start_new_session=True)
        )
        try:
            _wait_for(self.port, server.process)
            yield server
        finally:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The web server did not start.")
