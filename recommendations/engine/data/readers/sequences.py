"""Files of the form `user item item …`, each line oldest first, without times."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from recommendations.engine.types import Catalogue

from .dataset import Dataset, in_order
from .lines import UnreadableFileError, ids_of, lines_of, need_rows

REMEDY = "A line is a learner and then the courses in time order: 17 4 8 15."


@dataclass
class Rows:
    """One row an interaction, in the order of the file."""

    learners: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # in the learner's own sequence


def read(path: Path) -> Dataset:
    """Read one file, or the only text file of a folder."""
    path = only_file(path)
    rows = rows_of(path)
    found, _ = in_order(ids_of(rows.learners), ids_of(rows.courses), np.array(rows.places))
    return Dataset(path.stem, found, Catalogue.build(found.courses), has_times=False)


def rows_of(path: Path) -> Rows:
    """The interactions of a file; a learner on several lines goes on where the last one ended."""
    rows = Rows()
    reached: dict[str, int] = {}
    for number, line in lines_of(path):
        if line.lstrip()[0] in "{[<":
            raise UnreadableFileError(path, number, "this is not a sequence", REMEDY)
        learner, *courses = line.replace(",", " ").split() or [""]
        start = reached.get(learner, 0)
        reached[learner] = start + len(courses)
        rows.learners += [learner] * len(courses)
        rows.courses += courses
        rows.places += range(start, start + len(courses))
    need_rows(path, rows.courses, REMEDY)
    return rows


def only_file(path: Path) -> Path:
    """The file itself, or the one file of a folder that holds just one."""
    if not path.is_dir():
        return path
    files = [file for file in sorted(path.iterdir()) if file.suffix in TEXTS]
    if len(files) != 1:
        fault = f"there are {len(files)} files of {', '.join(TEXTS)} in this folder"
        raise UnreadableFileError(path, None, fault, "Name the one to read.")
    return files[0]


TEXTS = (".txt", ".csv", ".tsv", ".dat", ".data", ".inter")
