"""Keeps the rows and files of a world that many tests begin in, so that it is made only once.

Rows are put back as they were, keys and all; what a fixture returned is given as a deep copy.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import connection

Rows = list[tuple[Any, ...]]
T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot(Generic[T]):
    """The tables that making a world changed, its files, and what the fixture returned."""

    tables: dict[str, Rows]
    files: Path
    value: T


def kept(kept: dict[str, Snapshot[Any]], name: str, files: Path, make: Callable[[], T]) -> T:
    """What `make` makes: made the first time in this process, put back ever after.

    On PostgreSQL it is made each time: its sequences would have to be put back too.
    """
    if connection.vendor != "sqlite":
        return make()
    if name not in kept:
        before = _tables()
        value = make()
        changed = {table: rows for table, rows in _tables().items() if rows != before[table]}
        kept[name] = Snapshot(changed, _copied(files), copy.deepcopy(value))
        return value
    found = kept[name]
    for table, rows in found.tables.items():
        _put_back(table, rows)
    shutil.copytree(found.files, files, dirs_exist_ok=True)
    return copy.deepcopy(found.value)


def _tables() -> dict[str, Rows]:
    """All rows of all tables."""
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        return {name: _read(cursor, name) for name in names}


def _read(cursor: Any, table: str) -> Rows:
    quoted = connection.ops.quote_name(table)
    return list(cursor.execute(f"SELECT * FROM {quoted}").fetchall())


def _put_back(table: str, rows: Rows) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quoted}")
        if rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {quoted} VALUES ({places})", rows)


def _copied(files: Path) -> Path:
    """A copy of a folder that lives as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="hr-snapshot-"))
    if files.exists():
        shutil.copytree(files, folder, dirs_exist_ok=True)
    return folder
