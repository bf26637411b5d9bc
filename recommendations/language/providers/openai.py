"""Any endpoint that speaks the OpenAI protocol: vLLM, Ollama, llama.cpp, hosted ones."""

import json
import os
import random
import ssl
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx

from recommendations.language.deadline import Deadline
from recommendations.language.providers import Pieces
from recommendations.language.types import LETTERS_A_TOKEN, Ask, Limits, ProviderError, Said
from recommendations.models import LanguageModel, Outcome

CONNECT_SECONDS = 5.0
PAUSE_SECONDS = 0.5  # before the second try; twice as long before each further one
MOST_BYTES = 2_000_000
AGAIN = {408, 409, 425, 429}


class _AgainError(Exception):
    """Worth another try; after the last one, this is how it ended."""

    def __init__(self, wait: float = 0.0) -> None:
        super().__init__()
        self.wait = wait


def stream(model: LanguageModel, ask: Ask, limits: Limits) -> Pieces:
    """Ask until an answer begins, then hand its pieces on; each ends in time."""
    with Deadline(limits.seconds) as deadline:
        for number in range(1, model.tries + 1):
            has_begun = False
            pieces = _try(model, ask, limits, deadline)
            try:
                while True:
                    piece = next(pieces)
                    has_begun = True
                    yield piece
            except StopIteration as end:
                return end.value
            except (_AgainError, httpx.TransportError) as error:
                if deadline.is_over or isinstance(error, httpx.ReadTimeout):
                    raise ProviderError(Outcome.SLOW) from None
                if has_begun or number == model.tries:
                    raise ProviderError(Outcome.DOWN) from None
                _pause(number, getattr(error, "wait", 0.0), deadline)
    raise ProviderError(Outcome.DOWN)


def _pause(number: int, asked_for: float, deadline: Deadline) -> None:
    """Wait longer each time, and not all at once: half as long up to half as long again."""
    wait = PAUSE_SECONDS * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311
    wait = max(wait, asked_for)
    if wait >= deadline.left:
        raise ProviderError(Outcome.DOWN)
    time.sleep(wait)


def _try(model: LanguageModel, ask: Ask, limits: Limits, deadline: Deadline) -> Pieces:
    left = max(deadline.left, 0.01)
    timeout = httpx.Timeout(left, connect=min(CONNECT_SECONDS, left))
    try:
        with (
            httpx.Client(timeout=timeout, trust_env=False, verify=_trusted()) as client,
            client.stream(
                "POST",
                f"{model.address.rstrip('/')}/chat/completions",
                headers=_headers(model),
                json=_question(model, ask, limits),
                extensions={"trace": deadline.watch},
            ) as response,
        ):
            _refuse(response)
            said = yield from _read(response, ask)
            if deadline.is_over:  # a connection that was shut may look like a proper end
                raise ProviderError(Outcome.SLOW)
            return said
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise ProviderError(Outcome.REFUSED) from None
    except httpx.DecodingError:
        raise ProviderError(Outcome.GARBAGE) from None


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust: read once, as it takes longer than many an answer."""
    return ssl.create_default_context()


def _headers(model: LanguageModel) -> dict[str, str]:
    if not model.key_variable:
        return {}
    key = os.environ.get(model.key_variable, "")
    if not key or not key.isascii() or not key.isprintable():
        raise ProviderError(Outcome.REFUSED, "The variable of the key is not set.")
    return {"Authorization": f"Bearer {key}"}


def _question(model: LanguageModel, ask: Ask, limits: Limits) -> dict[str, Any]:
    return {
        "model": model.model,
        "messages": ask.messages,
        "max_tokens": limits.tokens,
        "temperature": limits.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def _refuse(response: httpx.Response) -> None:
    if response.status_code in AGAIN or response.status_code >= 500:
        asked_for = response.headers.get("Retry-After", "")
        raise _AgainError(float(asked_for) if asked_for.isdecimal() else 0.0)
    if response.status_code != 200:
        raise ProviderError(Outcome.REFUSED, f"status {response.status_code}")


def _read(response: httpx.Response, ask: Ask) -> Pieces:
    """The pieces of a stream; of an endpoint that does not stream, the whole at once."""
    is_stream = "event-stream" in response.headers.get("Content-Type", "")
    lines = _lines(response)
    messages = _events(lines) if is_stream else iter([_message("".join(lines))])
    text, usage, ending = "", None, ""
    for message in messages:
        usage = message.get("usage") or usage
        piece, ending = _piece(message, ending)
        if piece:
            text += piece
            yield piece
    if not ending:
        raise _AgainError  # it broke off
    # Nothing at all, properly ended, speaks against the answer and not against the endpoint.
    asked = sum(len(one["content"]) for one in ask.messages)
    read, written = _count(usage, "prompt", asked), _count(usage, "completion", len(text))
    return Said(text, read, written, is_cut=ending == "length")


def _lines(response: httpx.Response) -> Iterator[str]:
    for line in response.iter_lines():
        if response.num_bytes_downloaded > MOST_BYTES:
            raise ProviderError(Outcome.GARBAGE)
        yield line


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        name, _colon, value = line.partition(":")
        if name != "data":
            continue
        if value.strip() == "[DONE]":
            return
        yield _message(value)


def _message(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        raise ProviderError(Outcome.GARBAGE) from None
    if not isinstance(message, dict) or "error" in message:
        raise ProviderError(Outcome.GARBAGE)
    return message


def _piece(message: dict[str, Any], ending: str) -> tuple[str, str]:
    """The words of one message, and why it ended, once it has; the count comes without words."""
    try:
        choices = message["choices"]
        if not choices:
            return "", ending
        words = (choices[0].get("delta") or choices[0].get("message") or {}).get("content") or ""
        ending = choices[0].get("finish_reason") or ending
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ProviderError(Outcome.GARBAGE) from None
    if not isinstance(words, str) or not isinstance(ending, str):
        raise ProviderError(Outcome.GARBAGE)
    return words, ending


def _count(usage: Any, kind: str, letters: int) -> int:
    counted = usage.get(f"{kind}_tokens") if isinstance(usage, dict) else None
    if isinstance(counted, int) and not isinstance(counted, bool) and counted >= 0:
        return counted
    return letters // LETTERS_A_TOKEN + 1
