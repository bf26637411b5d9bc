"""Folders with a split of their own: train, valid and test files of `user item item …` lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from recommendations.engine.arrays import frozen
from recommendations.engine.data.splits import TEST, TRAIN, VALID
from recommendations.engine.types import Catalogue, Longs

from .dataset import Dataset, in_order
from .lines import UnreadableFileError, ids_of
from .sequences import Rows, rows_of

NAMES = {TRAIN: ("train",), VALID: ("valid", "validation", "val", "dev"), TEST: ("test",)}


def read(path: Path) -> Dataset:
    """Read the files; the one for validation may be missing.

    A course that a learner has in two parts counts for the earlier one: who knows it already
    cannot be asked about it.
    """
    if not path.is_dir():
        raise UnreadableFileError(
            path, None, "this is not a folder", "Give the folder of train.txt, valid.txt, test.txt."
        )
    files = {part: _file(path, part) for part in NAMES}
    parts = {part: rows_of(file) for part, file in files.items() if file}
    rows = Rows()
    for own in parts.values():
        rows.learners += own.learners
        rows.courses += own.courses
    belongs = np.repeat(list(parts), [len(own.courses) for own in parts.values()])
    first = _first(rows)
    learners, courses = ids_of(rows.learners), ids_of(rows.courses)
    found, entries = in_order(learners[first], courses[first], first)
    split = frozen(belongs[first][entries].astype(np.int32))
    catalogue = Catalogue.build(found.courses)
    return Dataset(path.resolve().name, found, catalogue, has_times=False, parts=split)


def _first(rows: Rows) -> Longs:
    """The rows that name a learner's course for the first time."""
    places: dict[tuple[str, str], int] = {}
    for number, pair in enumerate(zip(rows.learners, rows.courses, strict=True)):
        places.setdefault(pair, number)
    return np.array(list(places.values()), dtype=np.int64)


def _file(folder: Path, part: int) -> Path | None:
    """The file of one part, by any of its usual names."""
    for name in NAMES[part]:
        for suffix in (".txt", ".csv", ".tsv"):
            if (folder / f"{name}{suffix}").is_file():
                return folder / f"{name}{suffix}"
    if part == VALID:
        return None
    raise UnreadableFileError(
        folder,
        None,
        f"there is no {NAMES[part][0]}.txt here",
        "A split is train.txt, valid.txt and test.txt.",
    )
