"""Other learners at work: their browsers report to the beacon at a steady rate while a block runs."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from benchmarks._hammer import TOKEN, read_page
from benchmarks._ingest_client import BROWSER

SENDERS = 2


class OthersAtWork:
    """So many events a second, of many learners in turn; every second one is on the homepage."""

    def __init__(
        self, port: int, sessions: Sequence[str], courses: Sequence[int], events_a_second: float
    ) -> None:
        self.port, self.sessions, self.courses = port, sessions, courses
        self.events_a_second = events_a_second
        self.sent = 0
        self._began = 0.0
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(SENDERS)]

    @property
    def rate(self) -> float:
        """How many events a second were acknowledged."""
        return self.sent / max(time.perf_counter() - self._began, 1e-9)

    def __enter__(self) -> Self:
        for session in self.sessions[::2]:
            read_page(self.port, "/", session)
        self._began = time.perf_counter()
        if self.events_a_second > 0 and self.sessions:
            for thread in self._threads:
                thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _send(self, sender: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        number, due = sender, time.perf_counter()
        while not self._is_over.wait(max(due - time.perf_counter(), 0)):
            self._post(connection, number)
            self.sent += 1
            number += SENDERS
            due += SENDERS / self.events_a_second

    def _post(self, connection: http.client.HTTPConnection, number: int) -> None:
        course = self.courses[number * 7 % len(self.courses)]
        event: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "verb": "clicked",
            "object_type": "course",
            "object_id": str(course),
            "course_id": course,
            "row": "picked",
            "position": number % 8,
        }
        session = self.sessions[number % len(self.sessions)]
        headers = {
            "Host": "127.0.0.1",
            "User-Agent": BROWSER,
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        connection.request("POST", "/beacon/", json.dumps([event]), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 204:
            raise RuntimeError(f"the beacon answered {answer.status}")
