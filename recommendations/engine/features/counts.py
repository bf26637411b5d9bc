"""Who took what: of everyone, and of those who said the same of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from recommendations.engine.context import Context, names_of, texts_of
from recommendations.engine.types import Catalogue, Floats, Interactions, Longs

SAID = ("goal", "level", "language")  # features with one value a learner
PRIOR_LEARNERS = 20.0  # so many strangers stand beside those who said the same
LATE = 0.9  # entries after this share of all are the trend


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts over some learners, on the scale of all of them."""

    popular: Floats  # [n_courses, 2] log of the learners of all time, and of late
    lifts: Floats  # [n_values, n_courses] log(share of those who said it / share of all)

    @classmethod
    def of(
        cls, interactions: Interactions, rows: dict[str, int], learners: Longs | None = None
    ) -> Counts:
        """Over all learners, or over these: (taken + prior) / (asked + prior) / share of all."""
        from scipy.sparse import csr_array

        said = _sayings(interactions.context, interactions.n_learners, rows)
        taken, late = _taken(interactions)
        if learners is not None:
            said, taken, late = said[learners], taken[learners], late[learners]
        scale = interactions.n_learners / max(taken.shape[0], 1)
        totals = [np.asarray(one.sum(axis=0)).ravel() for one in (taken, late)]
        share = (totals[0] + 1) / (taken.shape[0] + taken.shape[1] + 1)
        asked = np.asarray(said.sum(axis=0)).ravel()[:, None]
        counts = csr_array(said.T @ taken).toarray() + PRIOR_LEARNERS * share
        return cls(
            popular=np.stack([np.log1p(total * scale) for total in totals], axis=1).astype("f4"),
            lifts=np.log(counts / (asked + PRIOR_LEARNERS) / share).astype(np.float32),
        )


def _taken(interactions: Interactions) -> tuple[Any, Any]:
    """Ones where a learner took a course [n_learners, n_courses], ever and of late."""
    from scipy.sparse import csr_array

    since = np.quantile(interactions.times, LATE) if len(interactions.times) else 0
    parts = (interactions.indices, interactions.indptr)
    shape = (interactions.n_learners, interactions.n_courses)
    every = csr_array((np.ones(len(parts[0])), *parts), shape=shape)
    return every, csr_array(((interactions.times >= since).astype(float), *parts), shape=shape)


def rows_of_values(context: Context, count: int, catalogue: Catalogue) -> dict[str, int]:
    """A row for every value that a learner may name: categories first."""
    named = {name for names in names_of(context, "interests", count) for name in names}
    named |= {name for names in catalogue.categories for name in names}
    values = [f"category {name}" for name in sorted(named)]
    for kind in SAID:
        words = set(texts_of(context, kind, count).tolist())
        words |= set(catalogue.languages) if kind == "language" else set()
        values += [f"{kind} {word}" for word in sorted(words - {""})]
    return {value: row for row, value in enumerate(values)}


def _sayings(context: Context, count: int, rows: dict[str, int]) -> Any:
    """Which learner said which value [n_learners, n_values]."""
    from scipy.sparse import csr_array

    pairs = [
        (learner, rows[f"category {name}"])
        for learner, names in enumerate(names_of(context, "interests", count))
        for name in set(names)
    ]
    for kind in SAID:
        words = texts_of(context, kind, count).tolist()
        pairs += [(n, rows[f"{kind} {word}"]) for n, word in enumerate(words) if word]
    owners, values = (np.array(side, np.int64) for side in zip(*pairs, strict=True)) if pairs else (
        np.zeros(0, np.int64), np.zeros(0, np.int64)
    )  # fmt: skip
    return csr_array((np.ones(len(owners)), (owners, values)), shape=(count, len(rows)))
