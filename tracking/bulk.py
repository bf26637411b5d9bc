"""Writes many rows at once: COPY on PostgreSQL, executemany elsewhere; what is there stays as it is."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

CHUNK = 50_000
Progress = Callable[[int], None]
# What COPY's text format takes as signs of its own.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def load(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    constants: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> int:
    """Insert rows that break no constraint by being there already; says how many were new.

    `columns` names what each row holds, `constants` what all rows share; other columns get the
    default of their field. Neither `save` nor signals run.
    """
    fields = [_field(model, name) for name in columns]
    shared = _defaults(model, columns) | dict(constants or {})
    write = _copy if connection.vendor == "postgresql" else _execute_many
    written, done, remaining = 0, 0, iter(rows)
    with transaction.atomic():
        while chunk := list(islice(remaining, CHUNK)):
            written += write(model, fields, chunk, shared)
            done += len(chunk)
            if progress:
                progress(done)
    return written


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    found = {field.attname: field for field in model._meta.concrete_fields}
    return found[name]


def _defaults(model: type[Model], given: Sequence[str]) -> dict[str, Any]:
    """One value for all rows of each column that is not given and that the database cannot fill."""
    shared = {}
    for field in model._meta.concrete_fields:
        if field.attname in given or field.get_internal_type() == "BigAutoField":
            continue
        is_now = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        shared[field.attname] = timezone.now() if is_now else field.get_default()
    return shared


def _copy(
    model: type[Model], fields: Sequence[Field[Any, Any]], chunk: list[Sequence[Any]],
    shared: Mapping[str, Any],
) -> int:  # fmt: skip
    """COPY into a bare table of its own, then insert from there what is new."""
    table, names = model._meta.db_table, [str(field.column) for field in fields]
    constants = [(_field(model, name), value) for name, value in shared.items()]
    every = [*names, *(str(field.column) for field, _ in constants)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE arriving ON COMMIT DROP AS SELECT {_listed(names)} "  # noqa: S608
            f'FROM "{table}" WITH NO DATA'
        )
        cursor.copy_expert(
            f"COPY arriving ({_listed(names)}) FROM STDIN", io.StringIO(_text(chunk))
        )
        marks = "".join([", %s"] * len(constants))
        cursor.execute(
            f'INSERT INTO "{table}" ({_listed(every)}) SELECT {_listed(names)}{marks} '  # noqa: S608
            "FROM arriving ON CONFLICT DO NOTHING",
            [field.get_db_prep_save(value, connection) for field, value in constants],
        )
        written = cursor.rowcount
        cursor.execute("DROP TABLE arriving")
    return int(written)


def _execute_many(
    model: type[Model], fields: Sequence[Field[Any, Any]], chunk: list[Sequence[Any]],
    shared: Mapping[str, Any],
) -> int:  # fmt: skip
    constants = [(_field(model, name), value) for name, value in shared.items()]
    every = [str(field.column) for field in (*fields, *(field for field, _ in constants))]
    tail = tuple(field.get_db_prep_save(value, connection) for field, value in constants)
    marks = ", ".join(["%s"] * len(every))
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({_listed(every)}) '  # noqa: S608
        f"VALUES ({marks}) ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_prepared(fields, chunk, tail)))
        return int(cursor.rowcount)


def _prepared(
    fields: Sequence[Field[Any, Any]], chunk: list[Sequence[Any]], tail: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    for row in chunk:
        values = (
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, row, strict=True)
        )
        yield (*values, *tail)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _text(chunk: list[Sequence[Any]]) -> str:
    return "".join("\t".join(map(_cell, row)) + "\n" for row in chunk)


def _cell(value: Any) -> str:
    match value:
        case None:
            return "\\N"
        case str():
            return value.translate(_ESCAPES)
        case bool():
            return "t" if value else "f"
        case datetime() | date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
        case _:
            return str(value)
