"""The courses that are worth ranking anew, with what each source says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommendations.engine.types import Floats, Histories, Ints, Longs

from .blend import RANK_DEPTH
from .candidates import top_k, union

BLEND = "blend"


@dataclass(frozen=True, eq=False)
class Slate:
    """Candidates, one learner after another."""

    owners: Longs  # [n_pairs] ascending
    courses: Longs  # [n_pairs] ascending within an owner
    columns: Floats  # [n_pairs, 2 x n_sources] score and place by each source, NaN = no opinion

    @classmethod
    def of(cls, scores: Mapping[str, Floats], seen: Histories, *, best: int, others: int) -> Self:
        """The `best` of the blend, and the first `others` of every source beside them.

        `scores` [n_histories, n_courses] each; that of the blend stands under BLEND.
        """
        n_courses = next(iter(scores.values())).shape[1]
        lists = {name: top_k(found, seen, RANK_DEPTH).courses for name, found in scores.items()}
        heads = [lists[name][:, : best if name == BLEND else others] for name in scores]
        listed = union(np.concatenate(heads, axis=1), n_courses)
        owners, places = np.nonzero(listed < n_courses)
        courses = listed[owners, places]
        parts: list[Floats] = []
        for name, found in scores.items():
            parts += [
                _beside_best(found[owners, courses], owners),
                _places(lists[name], n_courses)[owners, courses],
            ]
        return cls(owners.astype(np.int64), courses, np.stack(parts, axis=1))


def columns_of(sources: Sequence[str]) -> tuple[str, ...]:
    """What a slate's columns are called."""
    return tuple(f"{source} {what}" for source in sources for what in ("score", "place"))


def _beside_best(values: Floats, owners: Longs) -> Floats:
    """Scores over the largest of the same learner, so that they mean the same for all."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    if len(starts) == 0:
        return values
    largest = np.fmax.reduceat(np.abs(values), starts)
    sizes = np.where(largest > 0, largest, 1)
    return np.asarray(values / np.repeat(sizes, np.diff(np.append(starts, len(owners)))))


def _places(listed: Ints, n_courses: int) -> Floats:
    """The place of each course in its source's list [n, n_courses], NaN below."""
    places = np.full((len(listed), n_courses + 1), np.nan, np.float32)
    rows, columns = np.nonzero(listed >= 0)
    places[rows, listed[rows, columns]] = columns
    return places[:, :n_courses]
