"""Small array steps that the engine's values are built with; numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Ids = npt.NDArray[Any]

HEAVIEST = 1e6  # no weight counts for more: its square still fits a float32


def frozen(array: Array) -> Array:
    """The array, no longer writable, so that a shared value cannot change under a reader."""
    array.flags.writeable = False
    return array


def offsets(owners: Array, count: int) -> Longs:
    """Where each of `count` owners' entries start and end, for owners in ascending order."""
    ends = np.cumsum(np.bincount(owners, minlength=count))
    return np.concatenate([[0], ends]).astype(np.int64)


def narrow(indptr: Longs) -> Array:
    """Offsets as int32 where they fit: scipy would widen the indices by a copy otherwise."""
    return indptr.astype(np.int32) if indptr[-1] < 2**31 else indptr


def ranges(starts: Array, lengths: Array) -> Longs:
    """The numbers of many ranges, laid end to end."""
    before = np.cumsum(lengths) - lengths
    shifts: Longs = np.repeat(starts - before, lengths)
    return np.arange(len(shifts), dtype=np.int64) + shifts


def index_ids(ids: Sequence[Any] | Array) -> Array:
    """Ids as an array: of int64 or text where that is exact, of objects for all the rest.

    numpy would turn [1, "a"] into text and huge whole numbers into floats; ids must survive.
    """
    if isinstance(ids, np.ndarray) and ids.dtype.kind in "iuU":
        return ids
    values = list(ids)
    kinds = {type(value) for value in values}
    if kinds <= {int} and all(-(2**63) <= value < 2**63 for value in values):
        return np.array(values, dtype=np.int64)
    if kinds == {str} and not any(value.endswith("\0") for value in values):
        return np.array(values)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def distinct(ids: Array) -> tuple[Array, Longs]:
    """The different ids in order, and for each given id its place among them."""
    if ids.dtype != object:
        values, places = np.unique(ids, return_inverse=True)
        return values, places.astype(np.int64)
    known = index_ids(_sorted(set(ids.tolist())))
    return known, positions_of(ids, known)


def _sorted(ids: set[Any]) -> list[Any]:
    """Ids in order; numbers and words together have none of their own, so one is made up."""
    try:
        return sorted(ids)
    except TypeError:
        return sorted(ids, key=lambda value: (type(value).__name__, str(value)))


def positions_of(ids: Sequence[Any] | Array, known: Array) -> Longs:
    """The place of each id in `known`, -1 for strangers; memory follows the ids, not their size."""
    wanted = index_ids(ids)
    if len(known) == 0 or len(wanted) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    if wanted.dtype == object or wanted.dtype.kind != known.dtype.kind:
        place = {value: number for number, value in enumerate(known.tolist())}
        found = (place.get(value, -1) for value in wanted.tolist())
        return np.fromiter(found, np.int64, len(wanted))
    order = np.argsort(known, kind="stable")
    near = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
    places = order[near].astype(np.int64)
    places[known[places] != wanted] = -1
    return places


def seconds(times: Sequence[Any] | Array) -> Longs:
    """Times as whole seconds since 1970 in UTC, never through a float32.

    Takes numbers, numpy datetimes and Python datetimes; one without a zone is read as UTC,
    whatever zone the server lives in.
    """
    array = np.asarray(times) if len(times) else np.zeros(0, np.int64)
    if array.dtype.kind == "M":
        return array.astype("datetime64[s]").astype(np.int64)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    if array.dtype.kind == "f":
        return np.floor(array).astype(np.int64)
    return np.array([_second(value) for value in array.tolist()], dtype=np.int64)


def _second(value: Any) -> int:
    """One time of any accepted kind as whole seconds."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return int(aware.timestamp() // 1)
    if isinstance(value, date):
        return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp())
    return int(value // 1)
