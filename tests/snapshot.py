"""Keeps the rows and files of a world that many tests begin in, so that it is made only once.

Rows are put back as they were, keys and all, beside what a test made before: keys of a kept world
begin far above. What a fixture returned is given as a deep copy.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Rows = list[tuple[Any, ...]]
T = TypeVar("T")
FIRST_KEY = 1_000


@dataclass(frozen=True)
class Snapshot(Generic[T]):
    """What making a world read and wrote, its files, and what the fixture returned."""

    read: dict[str, Rows]
    written: dict[str, Rows]
    files: Path
    value: T


def kept(
    snapshots: dict[str, Snapshot[Any]],
    name: str,
    files: Path,
    make: Callable[[], T],
    *,
    reads: Sequence[str] = (),
) -> T:
    """What `make` makes: made the first time in this process, put back ever after.

    It is made anew where a test changed the tables that it `reads`, and always on PostgreSQL,
    whose sequences would have to be put back too.
    """
    if connection.vendor != "sqlite":
        return make()
    found = snapshots.get(name)
    read = _tables(reads)
    if found is not None and found.read == read:
        with transaction.atomic():
            for table, rows in found.written.items():
                _put_back(table, rows)
        shutil.copytree(found.files, files, dirs_exist_ok=True)
        return copy.deepcopy(found.value)
    _begin_keys_above()
    before = _tables(connection.introspection.table_names())
    value = make()
    if found is None:
        written = {table: _new(before[table], rows) for table, rows in _tables(before).items()}
        snapshots[name] = Snapshot(read, written, _copied(files), copy.deepcopy(value))
    return value


def _tables(names: Sequence[str] | dict[str, Rows]) -> dict[str, Rows]:
    """All rows of some tables."""
    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found[name] = list(cursor.fetchall())
        return found


def _begin_keys_above() -> None:
    """Leave room for the keys of what tests make before a world is put back."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        for name in names:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s AND seq < %s", [name, FIRST_KEY])  # fmt: skip
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s WHERE NOT EXISTS "
                "(SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                [name, FIRST_KEY, name],
            )


def _new(before: Rows, after: Rows) -> Rows:
    """The rows that were added or changed."""
    known = set(before)
    return [row for row in after if row not in known]


def _put_back(table: str, rows: Rows) -> None:
    if rows:
        places = ", ".join(["%s"] * len(rows[0]))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"REPLACE INTO {connection.ops.quote_name(table)} VALUES ({places})", rows
            )


def _copied(files: Path) -> Path:
    """A copy of a folder that lives as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="hr-snapshot-"))
    if files.exists():
        shutil.copytree(files, folder, dirs_exist_ok=True)
    return folder
