"""Browsers of one learner: look at a course page, post batches to the beacon, note what is acknowledged."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from types import TracebackType
from typing import Self

from benchmarks._ingest_site import Site

BATCH = 100
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TOKEN = "0" * 32


class Learner:
    """One signed-in browser with a connection that stays open."""

    def __init__(self, site: Site) -> None:
        self.course = site.world["course"]
        self.page = f"/plain-page/{self.course}/"
        self.headers = {
            "Host": "127.0.0.1",
            "User-Agent": BROWSER,
            "Accept": "text/html",
            "Cookie": f"sessionid={site.world['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)

    def look(self, *, is_logged: bool) -> float:
        """Ask for the page; returns the seconds until all of it was there."""
        ahead = {} if is_logged else {"Sec-Purpose": "prefetch"}
        start = time.perf_counter()
        self.connection.request("GET", self.page, headers=self.headers | ahead)
        answer = self.connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - start
        if answer.status != 200:
            raise RuntimeError(f"{self.page} answered {answer.status}")
        return seconds

    def post(self, ids: list[str]) -> None:
        """Post a batch of impressions with these ids; returns once it is acknowledged."""
        events = [
            {
                "id": event_id,
                "verb": "impressed",
                "object_type": "course",
                "object_id": str(self.course),
                "course_id": self.course,
                "row": "picked",
                "position": place % 8,
            }
            for place, event_id in enumerate(ids)
        ]
        headers = self.headers | {"Content-Type": "application/json"}
        self.connection.request("POST", "/beacon/", json.dumps(events), headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 204:
            raise RuntimeError(f"the beacon answered {answer.status}")


class Load:
    """Browsers that work side by side until the block ends or the server is gone."""

    def __init__(self, site: Site, *, writers: int = 0, lookers: int = 0) -> None:
        self.site = site
        self.acknowledged_ids: list[str] = []
        self.acknowledged_views = 0
        self._is_over = threading.Event()
        works = [self._write] * writers + [self._look] * lookers
        self._threads = [threading.Thread(target=work) for work in works]

    @property
    def acknowledged_events(self) -> int:
        """How many events the beacon took."""
        return len(self.acknowledged_ids)

    def __enter__(self) -> Self:
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
            thread.join()

    def _write(self) -> None:
        learner = Learner(self.site)
        while not self._is_over.is_set():
            ids = [str(uuid.uuid4()) for _ in range(BATCH)]
            try:
                learner.post(ids)
            except (OSError, http.client.HTTPException):
                return
            self.acknowledged_ids += ids

    def _look(self) -> None:
        learner = Learner(self.site)
        while not self._is_over.is_set():
            try:
                learner.look(is_logged=True)
            except (OSError, http.client.HTTPException):
                return
            self.acknowledged_views += 1
