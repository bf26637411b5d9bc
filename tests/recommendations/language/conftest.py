"""A real model server on loopback that speaks the OpenAI protocol and does what a test says."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from recommendations.language.types import Ask
from recommendations.models import LanguageModel, Purpose


@dataclass
class ModelServer:
    """Says `says` to everybody; `script` holds what the next requests get instead, in order."""

    says: str | Callable[[dict[str, Any]], str] = "Python is a good start."
    script: list[str | int] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @property
    def answer(self) -> str:
        """What is said to the last question, by the facts in it where that is asked for."""
        if isinstance(self.says, str):
            return self.says
        return self.says(json.loads(self.asked[-1]["messages"][-1]["content"]))

    @property
    def prompts(self) -> str:
        """All text that ever arrived."""
        return "\n".join(turn["content"] for one in self.asked for turn in one["messages"])


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_POST(self) -> None:
        told = self.server.told
        told.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        told.keys.append(self.headers.get("Authorization", ""))
        act = told.script.pop(0) if told.script else "good"
        if isinstance(act, int):
            self.send_response(act)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        getattr(self, f"_{act}")(told)

    def _good(self, told: ModelServer) -> None:
        self._open()
        words = told.answer.split(" ")
        for number, word in enumerate(words):
            self._send({"choices": [{"delta": {"content": word if not number else f" {word}"}}]})
        self._send({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 50, "completion_tokens": len(words)}
        self._send({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _whole(self, told: ModelServer) -> None:
        """An endpoint that knows no streams."""
        choice = {"message": {"content": told.answer}, "finish_reason": "stop"}
        body = json.dumps({"choices": [choice]}).encode()
        self._open("application/json")
        self.wfile.write(body)

    def _stall(self, told: ModelServer) -> None:
        told.stopped.wait(30)

    def _dribble(self, told: ModelServer) -> None:
        """Never late for a single read, and never at an end."""
        self._open()
        while not told.stopped.wait(0.1):
            self._send({"choices": [{"delta": {"content": "and "}}]})

    def _garbage(self, told: ModelServer) -> None:
        self._open()
        self.wfile.write(b"data: {this is no JSON\n\n")

    def _cut(self, told: ModelServer) -> None:
        self._open()
        self._send({"choices": [{"delta": {"content": "Python is"}, "finish_reason": "length"}]})

    def _breaks(self, told: ModelServer) -> None:
        self._open()
        self._send({"choices": [{"delta": {"content": "Python is"}}]})

    def _slow(self, told: ModelServer) -> None:
        time.sleep(0.5)
        self._good(told)

    def _open(self, kind: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _send(self, message: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(message)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    told: ModelServer

    def handle_error(self, *_: Any) -> None:
        """Clients that hang up are what some tests are about."""


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """The server, listening."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.told = ModelServer(address=f"http://127.0.0.1:{server.server_port}/v1")
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        yield server.told
        server.told.stopped.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def language_model(db, model_server) -> LanguageModel:
    """That server as the language model that is on."""
    return LanguageModel.objects.create(
        name="loopback", address=model_server.address, model="small", is_on=True, seconds=5,
        price_read=1, price_written=2,
    )  # fmt: skip


@pytest.fixture
def ask() -> Ask:
    """A question with its fall-back."""
    return Ask(Purpose.TEST, "en", "Recommend the course.", "course: Python", "Try Python.")


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch) -> None:
    """Pauses between tries are as they are, only a tenth as long."""
    monkeypatch.setattr("recommendations.language.providers.openai.PAUSE_SECONDS", 0.05)
