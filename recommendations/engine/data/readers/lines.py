"""The lines of a stranger's text file, and errors that name file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recommendations.engine.arrays import Ids


class UnreadableFileError(ValueError):
    """A file that is not of its form; the message says where, and what to do about it."""

    def __init__(self, path: Path, number: int | None, fault: str, remedy: str) -> None:
        place = f"{path}" if number is None else f"{path}, line {number}"
        super().__init__(f"{place}: {fault}. {remedy}")


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every line that is not blank, with its number; a byte order mark is passed over."""
    if not path.is_file():
        raise UnreadableFileError(path, None, "no such file", "Give the path of a text file.")
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            path, None, "this is not UTF-8 text", "Unpack it or save it as UTF-8."
        ) from None


def ids_of(words: Sequence[str]) -> Ids:
    """Ids as whole numbers where all of them are written as such, otherwise as text."""
    different = set(words)
    if all(len(word) < 19 and _is_number(word) for word in different):
        return np.array(words, dtype=np.int64)
    array: Ids = np.array(words, dtype=object)
    return array


def _is_number(word: str) -> bool:
    """Whether a whole number is written the one way that reads back the same."""
    digits = word.removeprefix("-")
    return digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")


def need_rows(path: Path, rows: Sequence[Any], remedy: str) -> None:
    """Refuse a file that says nothing."""
    if not rows:
        raise UnreadableFileError(path, None, "there is no interaction in it", remedy)
