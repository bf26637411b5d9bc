"""The roll-ups of all learners as five columns, read in bulk and never as objects."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection

from recommendations.engine.arrays import Floats, Longs

ROWS_A_CHUNK = 100_000
_COLUMNS = "learner_id, course_id, signal, dislike"
_TABLE = "tracking_dailyactivity"
_KINDS = (np.int64, np.int64, np.float64, np.float64, np.int64)
_HEADER_BYTES = 19
# One row as PostgreSQL's COPY writes it: the number of fields, then each with its length.
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("l1", ">i4"), ("learner", ">i8"),
        ("l2", ">i4"), ("course", ">i8"),
        ("l3", ">i4"), ("signal", ">f8"),
        ("l4", ">i4"), ("dislike", ">f8"),
        ("l5", ">i4"), ("time", ">i8"),
    ]
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Days:
    """One entry a learner, course and day."""

    learners: Longs
    courses: Longs
    signals: Floats
    dislikes: Floats
    times: Longs  # seconds since 1970

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.learners)

    def where(self, kept: np.ndarray) -> "Days":
        """The entries marked in `kept`."""
        parts = (self.learners, self.courses, self.signals, self.dislikes, self.times)
        return Days(*(part[kept] for part in parts))


def read_days() -> Days:
    """Read every roll-up, in bounded chunks."""
    chunks = _copied() if connection.vendor == "postgresql" else _fetched()
    parts = list(zip(*chunks, strict=True)) or [(np.zeros(0),)] * 5
    learners, courses, signals, dislikes, times = (np.concatenate(part) for part in parts)
    return Days(
        learners.astype(np.int64),
        courses.astype(np.int64),
        signals.astype(np.float64),
        dislikes.astype(np.float64),
        times.astype(np.int64),
    )


def _fetched() -> Iterator[tuple[np.ndarray, ...]]:
    """Chunks of columns through a cursor; ids stay whole numbers, however large."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS}, strftime('%%s', last_at) FROM {_TABLE}", [])  # noqa: S608
        while rows := cursor.fetchmany(ROWS_A_CHUNK):
            columns = zip(*rows, strict=True)
            yield tuple(np.array(part, kind) for part, kind in zip(columns, _KINDS, strict=True))


def _copied() -> Iterator[tuple[np.ndarray, ...]]:
    """Chunks of columns through COPY, ten times faster than a cursor."""
    seconds = "extract(epoch FROM last_at)::bigint"
    query = f"COPY (SELECT {_COLUMNS}, {seconds} FROM {_TABLE}) TO STDOUT BINARY"  # noqa: S608
    sink = _Sink()
    with connection.cursor() as cursor:
        cursor.copy_expert(query, sink)
    yield from sink.chunks


class _Sink:
    """Takes COPY's bytes as they come and keeps only numbers."""

    def __init__(self) -> None:
        self.chunks: list[tuple[np.ndarray, ...]] = []
        self._waiting = bytearray()
        self._skip = _HEADER_BYTES

    def write(self, piece: bytes) -> int:
        """Take some bytes; whole rows are turned into columns once there are many."""
        self._waiting += piece
        if len(self._waiting) >= ROWS_A_CHUNK * _ROW.itemsize or self._is_end():
            self._turn()
        return len(piece)

    def _is_end(self) -> bool:
        rest = (len(self._waiting) - self._skip) % _ROW.itemsize
        return rest == 2 and self._waiting[-2:] == b"\xff\xff"

    def _turn(self) -> None:
        count = (len(self._waiting) - self._skip) // _ROW.itemsize
        rows = np.frombuffer(bytes(self._waiting), _ROW, count, offset=self._skip)
        names = ("learner", "course", "signal", "dislike", "time")
        self.chunks.append(
            tuple(rows[name].astype(rows[name].dtype.newbyteorder("=")) for name in names)
        )
        del self._waiting[: self._skip + count * _ROW.itemsize]
        self._skip = 0
