"""Gates: how much a course's picture and sound tell beside its words, learned from behaviour.

For each course that learners took, the courses they took beside it are foretold by least squares
from what text, picture and sound say, with no weight below 0. A course's own weights are pulled
towards those of its field, and a field's towards everyone's, each prior worth the evidence of
`PRIOR` courses: a course that nobody took yet has its field's. A sense is heard only if weights
learned from half of the courses foretell the other half better with it than without it;
otherwise its gates are shut, and nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats, Interactions, Ints, Longs

from .fields import UNKNOWN
from .fusion import Likeness, Sense, scales
from .likeness import Doubles

PRIOR = 10.0  # courses
MOST = 10.0  # times as much as the text, the most that a gate opens
FEWEST_LEARNERS = 3  # of a course that may teach
FEWEST_COURSES = 20  # that teach, below which all gates stay shut
MOST_COURSES = 3_000  # that teach, by lot
SURE = 3.0  # standard errors by which a sense must foretell better
CHUNK = 200


@dataclass(frozen=True, eq=False)
class Evidence:
    """Least squares of each teaching course in its parts; d = the text and the senses."""

    courses: Longs  # [n]
    gram: Doubles  # [n, d, d]
    moments: Doubles  # [n, d]

    def total(self, chosen: npt.NDArray[np.bool_]) -> tuple[Doubles, Doubles]:
        """The sums over some of the courses."""
        return self.gram[chosen].sum(axis=0), self.moments[chosen].sum(axis=0)


def learn_gates(
    interactions: Interactions,
    text: Likeness,
    senses: Sequence[Sense],
    fields: Ints,
    *,
    seed: int = 0,
) -> tuple[Floats, tuple[float, ...]]:
    """Gates [n_courses, n_senses], and the factors that put each sense on the text's scale.

    `fields` [n_courses] are numbers, -1 where a course has none.
    """
    _, factors = scales(text, senses)
    shut = np.zeros((interactions.n_courses, len(senses)), np.float32)
    teaching = _teaching(interactions, seed)
    if len(teaching) < FEWEST_COURSES or not any(factors):
        return shut, factors
    evidence = _evidence(interactions, teaching, text, senses, factors)
    groups = np.asarray(fields, np.int64) - UNKNOWN  # those without a field are one by themselves
    is_heard = np.array([_is_heard(evidence, groups, 1 + n, seed) for n in range(len(senses))])
    if not is_heard.any():
        return shut, factors
    weights = _weights(evidence, groups, np.concatenate([[True], is_heard]))
    return _opened(weights), factors


def _teaching(interactions: Interactions, seed: int) -> Longs:
    """Courses that enough learners took, in order; some by lot where there are very many."""
    taken = np.bincount(interactions.indices, minlength=interactions.n_courses)
    found = np.flatnonzero(taken >= FEWEST_LEARNERS)
    if len(found) > MOST_COURSES:
        found = np.random.default_rng(seed).choice(found, MOST_COURSES, replace=False)
    return np.sort(found).astype(np.int64)


def _evidence(
    interactions: Interactions,
    teaching: Longs,
    text: Likeness,
    senses: Sequence[Sense],
    factors: Sequence[float],
) -> Evidence:
    """Set what learners took together beside what each sense says, course by course."""
    taken = interactions.weights[:, teaching].astype(np.float64)
    taken.data[:] = 1.0
    sizes = np.sqrt(np.asarray(taken.sum(axis=0)).ravel())
    depth = 1 + len(senses)
    gram = np.zeros((len(teaching), depth, depth))
    moments = np.zeros((len(teaching), depth))
    for start in range(0, interactions.n_courses, CHUNK):
        rows = np.flatnonzero((teaching >= start) & (teaching < start + CHUNK))
        part = teaching[rows]
        words = text(slice(start, start + CHUNK))[part - start]
        together = (taken[:, rows].T @ taken).toarray() / np.outer(sizes[rows], sizes)
        said = np.stack(
            [words[:, teaching]]
            + [
                factor * sense.vectors[part] @ sense.vectors[teaching].T
                for sense, factor in zip(senses, factors, strict=True)
            ],
            axis=2,
        )  # [n_part, n_teaching, depth]
        others = rows[:, None] != np.arange(len(teaching))[None, :]
        together = _about_mean(together[:, :, None], others)[:, :, 0]
        said = _about_mean(said, others)
        gram[rows] = np.einsum("ijd,ije->ide", said, said)
        moments[rows] = np.einsum("ijd,ij->id", said, together)
    return Evidence(teaching, gram, moments)


def _about_mean(values: Doubles, others: npt.NDArray[np.bool_]) -> Doubles:
    """Each row about its own mean over the other courses; the course itself counts nothing."""
    kept = others[:, :, None]
    means = (values * kept).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    return np.asarray((values - means) * kept)


def _is_heard(evidence: Evidence, groups: Longs, place: int, seed: int) -> bool:
    """Whether courses left out are foretold better with this sense than with the text alone."""
    half = np.random.default_rng(seed).permutation(len(evidence.courses)) % 2 == 0
    depth = evidence.gram.shape[1]
    alone = np.arange(depth) == 0
    both = alone | (np.arange(depth) == place)
    gains = np.zeros(len(half))
    for learned in (half, ~half):
        rows = np.flatnonzero(~learned)
        own = groups[evidence.courses[rows]]
        with_it = _field_weights(evidence, groups, both, learned)[own]
        without = _field_weights(evidence, groups, alone, learned)[own]
        gains[rows] = _errors(evidence, rows, without) - _errors(evidence, rows, with_it)
    error = gains.std() / np.sqrt(len(gains))
    return bool(gains.mean() > SURE * error)


def _errors(evidence: Evidence, rows: Longs, weights: Doubles) -> Doubles:
    """The squared error of each row's course, less what no weight changes."""
    fitted = np.einsum("nd,nde,ne->n", weights, evidence.gram[rows], weights)
    return np.asarray(fitted - 2 * (weights * evidence.moments[rows]).sum(axis=1))


def _weights(evidence: Evidence, groups: Longs, chosen: npt.NDArray[np.bool_]) -> Doubles:
    """The weights of every course [n_courses, d]: its own where it teaches, else its field's."""
    everyone = np.ones(len(evidence.courses), dtype=bool)
    fields = _field_weights(evidence, groups, chosen, everyone)
    found = fields[groups]
    usual = PRIOR * evidence.gram.mean(axis=0)
    for row, course in enumerate(evidence.courses.tolist()):
        prior = fields[groups[course]]
        parts = evidence.gram[row] + usual, evidence.moments[row] + usual @ prior
        found[course] = _solved(*parts, chosen)
    return found


def _field_weights(
    evidence: Evidence,
    groups: Longs,
    chosen: npt.NDArray[np.bool_],
    learned: npt.NDArray[np.bool_],
) -> Doubles:
    """The weights of each field [n_fields, d], pulled towards those of all."""
    gram, moments = evidence.total(learned)
    overall = _solved(gram, moments, chosen)
    usual = PRIOR * gram / learned.sum()
    found = np.zeros((int(groups.max()) + 1, len(chosen)))
    for field in range(len(found)):
        own = learned & (groups[evidence.courses] == field)
        gram, moments = evidence.total(own)
        found[field] = _solved(gram + usual, moments + usual @ overall, chosen)
    return found


def _solved(gram: Doubles, moments: Doubles, chosen: npt.NDArray[np.bool_]) -> Doubles:
    """The weights >= 0 of least squares, those not chosen 0; every way to leave some out is tried.

    There are at most eight, and the best one without a negative weight is the answer.
    """
    best, lowest = np.zeros(len(chosen)), 0.0
    places = np.flatnonzero(chosen)
    for subset in range(1, 2 ** len(places)):
        kept = places[[bool(subset >> bit & 1) for bit in range(len(places))]]
        part, asked = gram[np.ix_(kept, kept)], moments[kept]
        found = np.linalg.lstsq(part, asked, rcond=None)[0]
        reached = found @ part @ found - 2 * found @ asked
        if (found >= 0).all() and reached < lowest:
            best, lowest = np.zeros(len(chosen)), float(reached)
            best[kept] = found
    return best


def _opened(weights: Doubles) -> Floats:
    """How far each sense counts beside the text; as far as it may where the text tells nothing."""
    text, rest = weights[:, :1], weights[:, 1:]
    return np.asarray(np.minimum(rest / np.maximum(text, rest / MOST + 1e-12), MOST), np.float32)
