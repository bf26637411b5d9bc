"""The field of every course: the most general of its categories."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Ints
from recommendations.engine.types import Catalogue, Histories

UNKNOWN = -1


def fields_of(catalogue: Catalogue) -> Ints:
    """The number of each course's field [n_courses], -1 where it has no category.

    The most general category is the one that most courses share; a path of categories may
    name it first or last.
    """
    sizes = Counter(chain.from_iterable(set(names) for names in catalogue.categories))
    widest = [
        max(names, key=lambda name: (sizes[name], name)) if names else None
        for names in catalogue.categories
    ]
    numbers = {name: number for number, name in enumerate(sorted({n for n in widest if n}))}
    return np.array([numbers[name] if name else UNKNOWN for name in widest], dtype=np.int32)


def new_to(histories: Histories, fields: Ints) -> npt.NDArray[np.bool_]:
    """Which courses lie in a field that none of the history's courses lies in [n, n_courses].

    A course without a field is new to nobody, and nobody without a known field is asked.
    """
    count = int(fields.max(initial=UNKNOWN)) + 1
    seen = np.zeros((len(histories), count + 1), dtype=bool)  # the last column: no field
    past = histories.known_to(len(fields))
    seen[past.owners, fields[past.courses]] = True
    knows_any = seen[:, :-1].any(axis=1, keepdims=True)
    seen[:, -1] = True
    return np.asarray(~seen[:, fields] & knows_any)
