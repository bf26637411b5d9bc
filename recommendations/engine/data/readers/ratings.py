"""Files of the form `learner course rating time`, one interaction a line, in any order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recommendations.engine.types import Catalogue

from .dataset import Dataset, in_order
from .lines import UnreadableFileError, ids_of, lines_of, need_rows
from .sequences import only_file

REMEDY = "A line is learner, course, rating and time, with tabs, commas, semicolons, :: or spaces."
DELIMITERS = ("::", "\t", ";", ",", "|")
ROLES = ("learner", "course", "rating", "time")
HEADINGS = {
    "learner": ("user", "userid", "learner", "learnerid", "student", "studentid", "reviewerid"),
    "course": ("item", "itemid", "course", "courseid", "movie", "movieid", "product", "asin"),
    "rating": ("rating", "score", "stars", "overall", "weight", "value"),
    "time": ("time", "timestamp", "unixtime", "date", "datetime", "unixreviewtime", "createdat"),
}
FIRST_MOMENT = 1e8  # a third number from here on is a time: March 1973; no rating is so high


def read(path: Path) -> Dataset:
    """Read a file, or the only one of a folder; every rating counts as one positive interaction.

    Equal times go by the order of the lines. Without a column of times all order is theirs.
    """
    path = only_file(path)
    lines = list(lines_of(path))
    need_rows(path, lines, REMEDY)
    delimiter = next((mark for mark in DELIMITERS if mark in lines[0][1]), None)
    table = [(number, _cells(line, delimiter)) for number, line in lines]
    columns = _columns(path, table)
    if _is_heading(table[0][1]):
        table = table[1:]
    need_rows(path, table, REMEDY)
    _check_widths(path, table, columns)
    learners = ids_of([cells[columns["learner"]] for _, cells in table])
    courses = ids_of([cells[columns["course"]] for _, cells in table])
    _check_ratings(path, table, columns)
    has_times = "time" in columns
    times = _times(path, table, columns["time"]) if has_times else range(len(table))
    found, _ = in_order(learners, courses, np.array(times, dtype=np.int64))
    return Dataset(path.stem, found, Catalogue.build(found.courses), has_times=has_times)


def _cells(line: str, delimiter: str | None) -> list[str]:
    """The parts of a line, without the quotes that spreadsheets put around them."""
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether the first line names its columns."""
    return any(_heading(cell) for cell in cells)


def _heading(cell: str) -> str | None:
    """The role that a heading names: `userId`, `user_id` and `user_id:token` are all learners."""
    word = cell.partition(":")[0].replace("_", "").replace(" ", "").lower()
    return next((role for role, words in HEADINGS.items() if word in words), None)


def _columns(path: Path, table: Sequence[tuple[int, list[str]]]) -> Mapping[str, int]:
    """Where each role stands: by the headings, else by place."""
    number, first = table[0]
    if _is_heading(first):
        found = {role: place for place, cell in enumerate(first) if (role := _heading(cell))}
        if not {"learner", "course"} <= set(found):
            remedy = "Name the columns user_id, item_id, rating, timestamp."
            raise UnreadableFileError(path, number, "the headings lack user or item", remedy)
        return found
    if len(first) < 2:
        raise UnreadableFileError(path, number, "there is only one column", REMEDY)
    if len(first) == 3 and _seconds(first[2]) is not None and _rating(first[2]) is None:
        return {"learner": 0, "course": 1, "time": 2}
    return {role: place for place, role in enumerate(ROLES) if place < len(first)}


def _check_widths(
    path: Path, table: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]
) -> None:
    """Refuse a line that lacks a column or an id."""
    width = max(columns.values()) + 1
    for number, cells in table:
        if len(cells) < width:
            fault = f"{len(cells)} columns instead of {width} or more"
            raise UnreadableFileError(path, number, fault, REMEDY)
        if not cells[columns["learner"]] or not cells[columns["course"]]:
            raise UnreadableFileError(path, number, "learner or course is blank", "Fill it in.")


def _check_ratings(
    path: Path, table: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]
) -> None:
    """Refuse ratings that are no numbers: the columns may stand in another order."""
    for number, cells in table if "rating" in columns else ():
        if _rating(cells[columns["rating"]]) is None:
            fault = f"{cells[columns['rating']]!r} is no rating"
            raise UnreadableFileError(path, number, fault, REMEDY)


def _times(path: Path, table: Sequence[tuple[int, list[str]]], column: int) -> list[int]:
    """Whole seconds since 1970 of each line."""
    times = []
    for number, cells in table:
        when = _seconds(cells[column])
        if when is None:
            remedy = "Write seconds since 1970 or a date such as 2024-05-31 18:30:00."
            raise UnreadableFileError(path, number, f"{cells[column]!r} is no time", remedy)
        times.append(when)
    return times


def _rating(text: str) -> float | None:
    """A rating, or nothing where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < FIRST_MOMENT else None


def _seconds(text: str) -> int | None:
    """A time in whole seconds; thousandths since 1970 are told by their size, zones are UTC."""
    try:
        value = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    if not math.isfinite(value):
        return None
    return int(value / 1_000 if value > 1e11 else value)
