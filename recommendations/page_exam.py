"""Judges whole pages on data of the past: the assembler beside rows that are merely stacked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from recommendations.engine import registry
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, sample, temporal
from recommendations.engine.evaluation.bootstrap import difference
from recommendations.engine.evaluation.page import (
    CARDS,
    FIGURES,
    LESS_IS_BETTER,
    ROWS,
    Screen,
    Shop,
    judge,
)  # fmt: skip
from recommendations.engine.types import SECONDS_A_DAY, Catalogue, Interactions
from recommendations.homepage import defaults
from recommendations.homepage.assembly import assemble
from recommendations.homepage.building import ACTIVE_SECONDS
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.rules import Rulings
from recommendations.homepage.shelves import LIVE_SOURCES, source_of
from recommendations.models import Arrangement, Row, RowAudience
from recommendations.serving.blend import blended
from recommendations.serving.live import Live, Model
from recommendations.sources.pasts import Pasts
from recommendations.sources.people import Standing
from recommendations.sources.shelf import Shelf
from recommendations.sources.trends import HEAT_HALF_LIFE_DAYS, LEAST_LEARNERS, TREND_DAYS

Note = Callable[[str], None]
Line = dict[str, Any]
BLOCK = 200  # learners scored at once


@dataclass(frozen=True, eq=False)
class Stand:
    """A site as it stood at one moment, made of a data set: columns are ids less 1."""

    desk: Desk
    fold: Fold
    shop: Shop


def page_line(
    dataset: Dataset,
    algorithms: Sequence[str],
    arrangement: Arrangement,
    *,
    learners: int,
    seed: int,
    is_validation: bool,
    note: Note,
) -> Line:
    """The four figures of the assembler, of stacked rows, and of stacked rows without repeats."""
    split = temporal(dataset.interactions).of_known()
    fold = sample(split.validation if is_validation else split.test, learners, seed)
    stand = _stand(dataset.catalogue, fold, algorithms, arrangement, seed=seed, note=note)
    note(f"{len(fold.targets)} learners, {len(stand.desk.shelf)} courses")
    ways: dict[str, Callable[[Desk, Draft], list[list[int]]]] = {
        "assembler": _assembled, "stacked": _stacked, "stacked_without_repeats": _deduplicated,
    }  # fmt: skip
    drafts = list(_drafts(stand))
    pasts = [[course - 1 for course in draft().past] for draft in drafts]
    found = [_later(fold, row) for row in range(len(fold.targets))]
    figures = {}
    for name, way in ways.items():
        screens = [_as_columns(way(stand.desk, draft())) for draft in drafts]
        figures[name] = judge(stand.shop, screens, pasts, found)
        note(f"{name}: {_means(figures[name])}")
    return {
        "dataset": dataset.name,
        "part": "validation" if is_validation else "test",
        "learners": len(drafts),
        "courses": len(stand.desk.shelf),
        "screen": {"rows": ROWS, "cards": CARDS},
        "algorithms": list(stand.desk.live.weights),
        **{name: _means(found_figures) for name, found_figures in figures.items()},
        "better_than_stacked": _gains(figures["assembler"], figures["stacked"]),
        "better_than_stacked_without_repeats": _gains(
            figures["assembler"], figures["stacked_without_repeats"]
        ),
    }


def _means(figures: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: round(float(figures[name].mean()), 4) for name in FIGURES}


def _gains(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> dict[str, list[float]]:
    """How much better, with the ends of the 95 % interval; above 0 is better in every figure."""
    found = {}
    for name in FIGURES:
        sign = -1 if name in LESS_IS_BETTER else 1
        gain, ends = difference(sign * ours[name], sign * theirs[name])
        found[name] = [round(value, 4) for value in (gain, *ends)]
    return found


def _stand(
    catalogue: Catalogue,
    fold: Fold,
    algorithms: Sequence[str],
    arrangement: Arrangement,
    *,
    seed: int,
    note: Note,
) -> Stand:
    past, ids = fold.past, np.arange(1, fold.past.n_courses + 1, dtype=np.int64)
    now = int(past.times.max(initial=0))
    first = _first_taken(past)
    shelf = _shelf(
        catalogue, past, np.where(catalogue.published_at > 0, catalogue.published_at, first)
    )
    models = {}
    for name in algorithms:
        note(f"fitting {name} …")
        fitted = registry.create(name).fit(past, catalogue, seed=seed)
        models[name] = Model(name, 0, name, fitted, ids)
    live = Live(models, {name: defaults.WEIGHTS.get(name, 0.5) for name in models})
    trend, heat = _trend(past, now)
    desk = Desk(
        digest="exam", shelf=shelf, live=live, effects=Rulings([], shelf), rows=_rows(),
        trend=trend, arrangement=arrangement, now=float(now),
    )  # fmt: skip
    desk.makers, desk.requires, desk.heat = {}, {}, heat
    names = sorted({name for own in catalogue.categories for name in own})
    place = {name: at for at, name in enumerate(names)}
    kinds = np.zeros((len(ids), len(names)))
    for course, own in enumerate(catalogue.categories):
        for name in own:
            kinds[course, place[name]] = 1 / len(own)
    everywhere = np.zeros(len(ids), dtype=bool)
    everywhere[shelf.ids - 1] = desk.is_new
    return Stand(desk, fold, Shop(kinds, everywhere))


def _first_taken(past: Interactions) -> np.ndarray:
    """When each course was first taken [n_courses], 0 = never yet."""
    first = np.full(past.n_courses, np.iinfo(np.int64).max)
    np.minimum.at(first, past.indices, past.times)
    return np.where(first == np.iinfo(np.int64).max, 0, first)


def _shelf(catalogue: Catalogue, past: Interactions, published: np.ndarray) -> Shelf:
    """The courses that had been taken by then; each is of its first category."""
    known = np.flatnonzero(published > 0)
    names = [own[0] if own else "" for own in catalogue.categories]
    numbers = {name: at for at, name in enumerate(sorted(set(names) - {""}), start=1)}
    categories = np.array([numbers.get(names[at], 0) for at in known], np.int64)
    return Shelf(
        ids=known + 1,
        categories=categories,
        languages=np.array([catalogue.languages[at] for at in known], dtype="U8"),
        levels=np.full(len(known), "", dtype="U12"),
        published_at=published[known].astype(np.int64),
        enrolments=np.bincount(past.indices, minlength=past.n_courses)[known].astype(np.int64),
        ratings=np.zeros(len(known), np.float32),
        families={at: frozenset({at}) for at in numbers.values()},
        topics={},
        fields=categories,
        minutes=np.zeros(len(known), np.int64),
    )


def _trend(
    past: Interactions, now: int
) -> tuple[list[tuple[int, int]], list[tuple[int, float, int]]]:
    """What was taken in the last week, and how hot it is."""
    age_days = (now - past.times) / SECONDS_A_DAY
    lately = age_days < TREND_DAYS
    counts = np.bincount(past.indices[lately], minlength=past.n_courses)
    heat = np.bincount(
        past.indices[lately], 0.5 ** (age_days[lately] / HEAT_HALF_LIFE_DAYS), past.n_courses
    )
    trend = [
        (int(at) + 1, int(counts[at])) for at in np.argsort(-counts, kind="stable") if counts[at]
    ]
    hot = [at for at in np.argsort(-heat, kind="stable") if counts[at] >= LEAST_LEARNERS]
    return trend, [(int(at) + 1, float(heat[at]), int(counts[at])) for at in hot]


def _rows() -> list[Row]:
    """The rows of a new site that suggest courses to everyone."""
    rows = [Row(audience=RowAudience.EVERYONE, may_move=row["key"] in defaults.MOVING, **row)
            for row in defaults.ROWS
            if row["source"] not in LIVE_SOURCES and "audience" not in row]  # fmt: skip
    return sorted(rows, key=lambda row: (row.order, row.key))


def _drafts(stand: Stand) -> Iterator[Callable[[], Draft]]:
    """For each learner who is asked about, what makes a fresh draft of their page."""
    histories, desk = stand.fold.histories, stand.desk
    for _start, part in histories.blocks(BLOCK):
        owners = np.arange(1, len(part) + 1, dtype=np.int64)
        pasts = Pasts(
            owners, part.indptr, part.courses.astype(np.int64) + 1, part.weights, part.times
        )
        scores = blended(desk.live, pasts, desk.shelf)
        for row in range(len(part)):
            yield _maker(desk, pasts, row, scores[row])


def _maker(desk: Desk, pasts: Pasts, row: int, scores: np.ndarray) -> Callable[[], Draft]:
    courses, weights = pasts.of(row)
    last = pasts.last_time(row)
    columns = desk.shelf.places(courses)
    audience = RowAudience.ACTIVE if desk.now - last <= ACTIVE_SECONDS else RowAudience.RETURNING
    languages = frozenset(desk.shelf.languages[columns].tolist()) - {""}
    return lambda: Draft(
        standing=Standing(enrolled=set(courses)), past=courses, weights=weights, scores=scores,
        own_scores={}, audience=audience, is_personal=True, languages=languages,
        last_visit=float(last),
    )  # fmt: skip


def _assembled(desk: Desk, draft: Draft) -> list[list[int]]:
    """The page of the site."""
    shown = {row.key: row.maximum for row in desk.rows}
    return [[card.course for card in row.cards[: shown[row.key]]] for row in assemble(desk, draft)]


def _stacked(desk: Desk, draft: Draft) -> list[list[int]]:
    """Each row by itself, in the order of staff."""
    found = []
    for row in desk.rows:
        courses = list(islice(_unlike(row, desk, draft), row.maximum))
        if len(courses) >= row.minimum:
            found.append(courses)
    return found


def _deduplicated(desk: Desk, draft: Draft) -> list[list[int]]:
    """The same, without what stands further up."""
    found = []
    for row in desk.rows:
        courses = list(islice(_unlike(row, desk, draft), row.maximum))
        if len(courses) >= row.minimum:
            found.append(courses)
            draft.used |= set(courses)
    return found


def _unlike(row: Row, desk: Desk, draft: Draft) -> Iterator[int]:
    """The different courses of a row."""
    told: set[int] = set()
    for card in source_of(row)(desk, draft, row)[1]:
        if card.course not in told:
            told.add(card.course)
            yield card.course


def _later(fold: Fold, row: int) -> set[int]:
    """What a learner took afterwards, as columns."""
    targets = fold.targets
    return set(targets.courses[targets.indptr[row] : targets.indptr[row + 1]].tolist())


def _as_columns(rows: Iterable[Iterable[int]]) -> Screen:
    return [[course - 1 for course in row] for row in rows]
