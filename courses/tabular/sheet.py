"""Reads a CSV or JSON lines file into rows that know their number."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.tabular.encoding import CHOICES, Encoding, read_text

DELIMITERS = (",", ";", "\t", "|")
ROWS_LOOKED_AT = 20
JSON_ENDINGS = {".jsonl", ".ndjson", ".json"}
csv.field_size_limit(4_000_000)  # a course description is longer than the 128 kB of the default


class BadTableError(Exception):
    """A file that cannot be read as a table; the message says what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is 1) and its values by column."""

    number: int
    values: dict[str, Any]

    def text(self, column: str) -> str:
        """A value as text without the spaces around it; "" where there is none."""
        value = self.values.get(column)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class RowError:
    """Why a row cannot be taken."""

    number: int
    reason: str


@dataclass(frozen=True)
class Sheet:
    """A table as it was read, and how."""

    path: Path
    encoding: Encoding
    delimiter: str  # "" for JSON lines
    is_delimiter_guessed: bool
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]


def read_sheet(
    path: Path, *, encoding: str = "", delimiter: str = "", required: Sequence[str] = ()
) -> Sheet:
    """Read a file; encoding and delimiter are guessed unless chosen.

    Rows that are no rows of the table stand in `errors`. Raises BadTableError where the file as
    a whole makes no table, or lacks a column of `required`.
    """
    text, found = _decoded(path, encoding)
    if _is_json_lines(path, text):
        columns, rows, errors = _read_json_lines(text)
        sheet = Sheet(path, found, "", False, columns, rows, errors)
    else:
        sign = _sign(delimiter) or _guess_delimiter(text)
        columns, rows, errors = _read_csv(text, sign)
        sheet = Sheet(path, found, sign, not delimiter, columns, rows, errors)
    _require(sheet, required)
    return sheet


def _decoded(path: Path, encoding: str) -> tuple[str, Encoding]:
    try:
        return read_text(path.read_bytes(), encoding)
    except FileNotFoundError:
        raise BadTableError(f"There is no file {path}.") from None
    except LookupError:
        names = ", ".join(CHOICES)
        raise BadTableError(f"{encoding!r} is no known encoding; choose one of {names}.") from None
    except (UnicodeDecodeError, OSError) as error:
        raise BadTableError(f"{path} cannot be read: {error}. Choose another --encoding.") from None


def _is_json_lines(path: Path, text: str) -> bool:
    return path.suffix.lower() in JSON_ENDINGS or text.lstrip().startswith("{")


def _sign(delimiter: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(delimiter.lower(), delimiter)
    if len(sign) > 1:
        raise BadTableError(f"The delimiter is one character or the word tab, not {delimiter!r}.")
    return sign


def _guess_delimiter(text: str) -> str:
    """The delimiter that gives the header most cells, and most rows as many."""
    return max(DELIMITERS, key=lambda sign: _cells_that_agree(text, sign))


def _cells_that_agree(text: str, sign: str) -> float:
    try:
        lines = list(_first_rows(csv.reader(io.StringIO(text), delimiter=sign)))
    except csv.Error:
        return 0.0
    if not lines:
        return 0.0
    width = len(lines[0])
    return (width - 1) * sum(len(line) == width for line in lines) / len(lines)


def _first_rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    for row in reader:
        if row:
            yield row
        if getattr(reader, "line_num", 0) >= ROWS_LOOKED_AT:
            return


def _read_csv(
    text: str, sign: str
) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[RowError, ...]]:
    reader = csv.reader(io.StringIO(text), delimiter=sign, strict=True)
    rows, errors = [], []
    try:
        columns = _header(next(reader, []))
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                reason = f"has {len(cells)} cells where the header has {len(columns)}"
                errors.append(RowError(number, reason))
                continue
            rows.append(Row(number, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise BadTableError(f"Line {reader.line_num} is no CSV: {error}.") from None
    return columns, tuple(rows), tuple(errors)


def _header(cells: list[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip().lower() for cell in cells)
    twice = {column for column in columns if columns.count(column) > 1}
    if twice:
        names = ", ".join(repr(name) for name in sorted(twice))
        raise BadTableError(f"The header names {names} more than once.")
    return columns


def _read_json_lines(text: str) -> tuple[tuple[str, ...], tuple[Row, ...], tuple[RowError, ...]]:
    rows, errors = [], []
    columns: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            errors.append(RowError(number, f"is no JSON: {error}"))
            continue
        if not isinstance(value, dict):
            errors.append(RowError(number, "is no JSON object"))
            continue
        values = {str(name).strip().lower(): part for name, part in value.items()}
        columns |= dict.fromkeys(values)
        rows.append(Row(number, values))
    return tuple(columns), tuple(rows), tuple(errors)


def _require(sheet: Sheet, required: Sequence[str]) -> None:
    missing = [column for column in required if column not in sheet.columns]
    if not missing:
        return
    how = f"encoding {sheet.encoding.name}"
    how += f", delimiter {sheet.delimiter!r}" if sheet.delimiter else ", JSON lines"
    raise BadTableError(
        f"{sheet.path} has no column {', '.join(missing)}. "
        f"It has: {', '.join(sheet.columns) or 'nothing'} (read with {how})."
    )
