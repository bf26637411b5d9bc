"""Any server that speaks the embeddings part of the OpenAI protocol: POST {address}/embeddings."""

from __future__ import annotations

import os
import random
import time
from typing import Any, ClassVar

import httpx
import numpy as np

from recommendations.engine.types import Floats

from .base import Encoder, EncoderError, EncoderMissingError, TextRefusedError

BATCH = 64
TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 20.0
CONNECT_SECONDS = 5.0
AGAIN = {408, 409, 425, 429, 500, 502, 503, 504}
REFUSED = {400, 413, 422}


class Endpoint(Encoder):
    """A hosted or own model behind an address; the key comes from the environment, never a table."""

    kind: ClassVar[str] = "endpoint"

    def __init__(
        self,
        address: str,
        model: str,
        *,
        key_variable: str = "",
        seconds: float = 30.0,
        tries: int = TRIES,
    ) -> None:
        self.address, self.model, self.key_variable = address.rstrip("/"), model, key_variable
        self.seconds, self.tries = seconds, tries

    @property
    def id(self) -> str:
        """The model at its address."""
        return f"endpoint:{self.address}:{self.model}"

    def _vectors(self, texts: list[str], *, are_queries: bool) -> Floats:
        timeout = httpx.Timeout(self.seconds, connect=min(CONNECT_SECONDS, self.seconds))
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        with httpx.Client(timeout=timeout, headers=self._headers()) as client:
            rows = [row for batch in batches for row in self._ask(client, batch)]
        if len({len(row) for row in rows}) != 1:
            raise EncoderError("The server answers with vectors of several lengths.")
        return np.asarray(rows, np.float32)

    def _headers(self) -> dict[str, str]:
        if not self.key_variable:
            return {}
        key = os.environ.get(self.key_variable, "")
        if not key:
            raise EncoderMissingError(
                f"The environment variable {self.key_variable} that holds the key is not set."
            )
        return {"Authorization": f"Bearer {key}"}

    def _ask(self, client: httpx.Client, texts: list[str]) -> list[list[float]]:
        """One batch, asked again after growing pauses where that may help."""
        fault = ""
        for turn in range(self.tries):
            if turn:
                time.sleep(_pause(turn))
            try:
                answer = client.post(
                    f"{self.address}/embeddings", json={"model": self.model, "input": texts}
                )
            except httpx.HTTPError as error:
                fault = f"The server does not answer ({type(error).__name__})."
                continue
            if answer.status_code == httpx.codes.OK:
                return _rows(answer, len(texts))
            fault = f"The server answers with status {answer.status_code}."
            if answer.status_code in REFUSED:
                raise TextRefusedError(fault)
            if answer.status_code not in AGAIN:
                break
        raise EncoderError(fault)


def _pause(turn: int) -> float:
    """Twice as long each time, and never the same for all who wait."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** (turn - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


def _rows(answer: httpx.Response, count: int) -> list[list[float]]:
    """The vectors in the order of the texts, or an error where it is no such answer."""
    try:
        entries: list[Any] = answer.json()["data"]
        rows = {int(entry["index"]): [float(x) for x in entry["embedding"]] for entry in entries}
        return [rows[place] for place in range(count)]
    except (ValueError, KeyError, TypeError) as error:
        raise EncoderError("The server's answer is not one of the embeddings protocol.") from error
