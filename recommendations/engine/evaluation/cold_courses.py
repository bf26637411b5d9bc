"""New courses: some are kept from learning altogether, then welcomed by what is said of them.

No learner took them, and the catalogue that is learned from does not hold them; the fitted model
takes them in as it does on a site in the minute a course is published. Each learner whose last
course is one of them is asked, and all courses are ranked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.popularity import Popularity
from recommendations.engine.arrays import frozen
from recommendations.engine.arrivals import Arrivals, Welcoming
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, ask, leave_last_out, sample
from recommendations.engine.features.nearest import nearest_known
from recommendations.engine.ranking.candidates import Scorer
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Longs

from .bootstrap import difference, interval
from .memory import forget_peak, peak_mb
from .metrics import Report
from .protocols import evaluate
from .validation import Note

HELD_OUT = 0.1
MOST_ASKED = 3_000
WIDE = 50
WELCOMING = ("content", "two_tower", "generative")
Line = dict[str, Any]


@dataclass(frozen=True, eq=False)
class NewCourses:
    """All courses with the new ones last, what is learned from, and who is asked."""

    known: Interactions  # over the known courses alone
    catalogue: Catalogue  # of the known courses alone
    arrivals: Arrivals
    fold: Fold  # over all courses


@dataclass(frozen=True)
class Chance:
    """Ranks by lot."""

    n_courses: int

    def score(self, histories: Histories) -> Floats:
        """A number by lot for every course."""
        random = np.random.default_rng(int(histories.courses.sum()))
        return random.random((len(histories), self.n_courses), dtype=np.float32)


@dataclass(frozen=True)
class Padded:
    """A model that knows nothing of new courses, among all courses."""

    model: Scorer
    n_courses: int

    def score(self, histories: Histories) -> Floats:
        """New courses count as taken by nobody."""
        own = self.model.score(histories)
        padding = np.zeros((len(own), self.n_courses - own.shape[1]), np.float32)
        return np.hstack([own, padding])


def new_courses(dataset: Dataset, *, share: float = 1.0, seed: int = 0) -> NewCourses:
    """Hold a tenth of the courses out; `share` of the learners are looked at."""
    random = np.random.default_rng(seed)
    is_new = random.random(dataset.interactions.n_courses) < HELD_OUT
    order = np.concatenate([np.flatnonzero(~is_new), np.flatnonzero(is_new)])
    n_known = int((~is_new).sum())
    whole = _reordered(dataset.interactions, order)
    catalogue = _chosen(dataset.catalogue, order)
    is_kept = random.random(whole.n_learners) < share
    whole = whole.take(np.repeat(is_kept, np.diff(whole.indptr)))
    fold = _asked_of_new(leave_last_out(whole).test, n_known)
    return NewCourses(
        known=_first_columns(fold.past, n_known),
        catalogue=_chosen(catalogue, np.arange(n_known)),
        arrivals=nearest_known(catalogue, np.arange(n_known, len(catalogue)), np.arange(n_known)),
        fold=sample(fold, MOST_ASKED, seed),
    )


def compare_cold_courses(
    dataset: Dataset,
    algorithms: Sequence[str],
    *,
    share: float = 1.0,
    seed: int = 0,
    note: Note,
) -> Iterator[Line]:
    """A line for lots, for popularity, and for each algorithm that can welcome new courses."""
    world = new_courses(dataset, share=share, seed=seed)
    count = world.fold.past.n_courses
    note(f"{len(world.arrivals)} of {count} courses held out, {len(world.fold.targets)} learners")
    popularity = Popularity().fit(world.known, world.catalogue, seed=seed)
    reached: dict[str, npt.NDArray[np.float64]] = {}
    bases: dict[str, Scorer] = {"random": Chance(count), "popularity": Padded(popularity, count)}
    for name, scorer in bases.items():
        yield _line(dataset.name, name, world, evaluate(scorer, world.fold, k=WIDE), reached)
    for name in algorithms:
        forget_peak()
        start = time.perf_counter()
        model = create(name)
        if not isinstance(model, Welcoming):
            words = f"{name} cannot take in courses without learning anew"
            raise ValueError(words)  # noqa: TRY004
        fitted = model.fit(world.known, world.catalogue, seed=seed)
        ready = time.perf_counter()
        report = evaluate(fitted.welcome(world.arrivals), world.fold, k=WIDE)
        line = _line(dataset.name, name, world, report, reached) | {"params": model.params()}
        line["fit_seconds"] = round(ready - start, 3)
        yield line | {"score_seconds": round(time.perf_counter() - ready, 3)}


def _reordered(whole: Interactions, order: Longs) -> Interactions:
    """The same facts with the columns in another order."""
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return replace(
        whole,
        courses=whole.courses[order],
        indices=frozen(places[whole.indices]),
        negatives=whole.negatives[:, order],
    )


def _first_columns(past: Interactions, count: int) -> Interactions:
    """The same facts, all of which are of the first columns, without the others."""
    columns = np.arange(count)
    return replace(past, courses=past.courses[columns], negatives=past.negatives[:, columns])


def _chosen(catalogue: Catalogue, columns: Longs) -> Catalogue:
    """Some of the courses, in the order given."""
    rows = columns.tolist()
    return Catalogue.build(
        catalogue.courses[columns],
        texts=[catalogue.texts[row] for row in rows],
        languages=[catalogue.languages[row] for row in rows],
        categories=[catalogue.categories[row] for row in rows],
        published_at=catalogue.published_at[columns],
        features={name: values[columns] for name, values in catalogue.features.items()},
    )


def _asked_of_new(fold: Fold, n_known: int) -> Fold:
    """Learners whose last course is new, with a past of known courses."""
    past = fold.past.take(fold.past.indices < n_known)
    has_past = np.diff(past.indptr)[fold.targets.learners] > 0
    rows = np.flatnonzero(has_past & (fold.targets.courses >= n_known))
    return ask(Fold(past, fold.targets), rows)


def _line(
    data: str,
    name: str,
    world: NewCourses,
    report: Report,
    reached: dict[str, npt.NDArray[np.float64]],
) -> Line:
    """The figures of one who was asked, beside those of all before."""
    recall = report.per_learner["recall"]
    against = {}
    for other, theirs in reached.items():
        gain, ends = difference(recall, theirs)
        against[other] = {"difference": round(gain, 6), "difference_ci": _rounded(ends)}
    reached[name] = recall
    return {
        "dataset": data,
        "protocol": "cold_courses",
        "algorithm": name,
        f"recall@{WIDE}": round(report.values["recall"], 6),
        f"recall@{WIDE}_ci": _rounded(interval(recall)),
        f"ndcg@{WIDE}": round(report.ndcg, 6),
        "learners": len(recall),
        "held_out": len(world.arrivals),
        "courses": world.fold.past.n_courses,
        "peak_mb": round(peak_mb(), 1),
        "against": against,
    }


def _rounded(ends: tuple[float, float]) -> list[float]:
    return [round(end, 6) for end in ends]
