"""Cuts a lesson's Markdown into passages of a few sentences, plain text in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# After the end of a sentence: Chinese needs no space, Latin scripts need one.
SENTENCE_ENDS = re.compile(
    r"(?<=[。！？])(?![”’」』）])|(?<=[。！？][”’」』）])|(?<=[.!?])\s+|(?<=[.!?][”’\")])\s+"
)
CHINESE_ENDS = tuple("。！？”’」』）")
HAN_WIDTH = 2.5  # a Chinese character says as much as so many letters
WIDTH = 420.0
LONGEST = 900  # characters; a "sentence" without an end is cut there
SHORTEST = 20.0
CHINESE_SHARE = 0.2


def passages_of(markdown: str) -> list[str]:
    """The passages in their order; code, pictures and formulas set apart are left out."""
    found: list[str] = []
    current: list[str] = []
    for paragraph in _paragraphs(markdown):
        if current and width(" ".join(current)) > WIDTH / 2:
            found.append(_joined(current))
            current = []
        for place, sentence in enumerate(_sentences(paragraph)):
            if current and width(" ".join(current)) + width(sentence) > WIDTH:
                found.append(_joined(current))
                current = []
            current.append(sentence if place or not current else f"\n{sentence}")
    if current:
        found.append(_joined(current))
    return [passage for passage in found if width(passage) >= SHORTEST]


def width(text: str) -> float:
    """How much a text says, in letters of English."""
    return len(text) + (HAN_WIDTH - 1) * len(HAN.findall(text))


def language_of(text: str) -> str:
    """Simplified Chinese where a fifth of the letters are Chinese, else English."""
    letters = sum(character.isalpha() for character in text)
    return "zh-hans" if letters and len(HAN.findall(text)) >= CHINESE_SHARE * letters else "en"


def _joined(sentences: list[str]) -> str:
    """One passage: a line a paragraph; between Chinese sentences stands no space."""
    text = sentences[0]
    for sentence in sentences[1:]:
        is_close = sentence.startswith("\n") or text.endswith(CHINESE_ENDS)
        text += sentence if is_close else f" {sentence}"
    return text.strip()


def _sentences(paragraph: str) -> Iterator[str]:
    for sentence in SENTENCE_ENDS.split(paragraph):
        text = sentence.strip()
        for start in range(0, len(text), LONGEST):
            yield text[start : start + LONGEST]


def _paragraphs(markdown: str) -> Iterator[str]:
    """The plain text of each paragraph, heading, list item and cell."""
    for token in _parser().parse(markdown):
        if token.type == "inline":
            text = "".join(_plain(child) for child in token.children or [])
            if text.strip():
                yield re.sub(r"\s+", " ", text).strip()


def _plain(token: Any) -> str:
    if token.type in {"text", "code_inline"}:
        return str(token.content)
    return " " if token.type in {"softbreak", "hardbreak"} else ""


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")
