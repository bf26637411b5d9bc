"""The learned ranker: the best of several sources' candidates, put in order by boosted trees."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import Field

from recommendations.engine.algorithms.base import (
    NOT_TUNED,
    SCORING_ONLY,
    Library,
    Progress,
    algorithm,
    said,
    silent,
)
from recommendations.engine.data.rehearsals import Kind, Rehearsal, rehearse
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Longs

from .blend import Fusion, blend, sizes
from .candidates import BLOCK
from .ensemble import Ensemble, Settings
from .features import COLUMNS, Facts
from .lists import Lists, is_sure
from .slate import BLEND, Slate, columns_of
from .trees import Trees

SOURCES = {
    "ease": 1.0,
    "next_item_ridge": 1.0,
    "transitions": 0.5,
    "content": 0.1,
    "popularity": 0.01,
}
FIFTHS = 5  # of the learners: one shows when to stop, one whether the trees help at all
FEWEST = 50  # lists; with fewer nothing can be told
OTHERS = 10  # of each source's own best that are candidates whatever the blend says
ROUNDS = 600  # trees at most
NO_TREES = np.zeros(0, np.uint8)
FIGURES = (
    "NDCG@10 on %(lists)s lists held out: trees %(trees)s, blend %(blend)s, best source %(best)s."
)
USED = f"The trees are used. {FIGURES}"
NOT_USED = f"The trees are no better and not used: it is the blend of its sources. {FIGURES}"
TOO_FEW = "Too little to learn a ranking from: it is the blend of its sources."


@algorithm
class Ranker(Ensemble):
    """LambdaMART (Burges, 2010) over the sources' scores and places, content, order and context.

    It learns at earlier moments: sources are fitted on what lay before them, and trees learn to
    put what came next first. Trees that rank held out lists no better than the blend and the best
    source do are thrown away: the ranker then is the blend, and says so.
    """

    label = "Picked for you"
    scores_with: ClassVar[Library] = "lightgbm"
    hears_all = True

    sources: dict[str, float] = Field(
        default_factory=lambda: dict(SOURCES),
        description="What each source's word is worth in the blend that finds candidates; 0 = "
        "only the trees hear it.",
        json_schema_extra=SCORING_ONLY,
    )
    fusion: Fusion = Field("score", description="How that blend adds up.")
    settings: Settings = Field(default_factory=dict)
    rehearsal: Kind = Field(
        "last_courses",
        description="What it learns to foretell: each learner's last courses, the last days, or "
        "courses at random.",
        json_schema_extra=NOT_TUNED,
    )
    lessons: int = Field(
        15_000,
        ge=100,
        le=1_000_000,
        description="How many lists it learns from.",
        json_schema_extra=NOT_TUNED,
    )
    candidates: int = Field(
        100, ge=10, le=200, description="Courses of each list.", json_schema_extra=NOT_TUNED
    )
    leaves: int = Field(15, ge=2, le=255, description="Leaves of each tree.")
    least_pairs: int = Field(100, ge=1, le=10_000, description="Candidates that a leaf must hold.")
    learning_rate: float = Field(0.05, ge=0.001, le=1, description="What each tree adds.")

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Learn at an earlier moment, then fit the sources on everything."""
        earlier = rehearse(interactions, self.rehearsal, self.lessons, seed)
        self.fit_sources(earlier.past, catalogue, seed, _within(progress, 0, 0.4))
        progress(0.4, "learning to rank")
        self.learn(earlier, catalogue, seed=seed)
        progress(0.6, said(self.remark()))
        self.fit_sources(interactions, catalogue, seed, _within(progress, 0.6, 1))
        self.know(interactions, catalogue, seed=seed)
        progress(1.0, said(self.remark()))
        return self

    def learn(self, earlier: Rehearsal, catalogue: Catalogue, *, seed: int = 0) -> None:
        """Grow trees from sources that were fitted on the rehearsal's past and on nothing else."""
        self.know(earlier.past, catalogue, seed=seed)
        lists = self._lists(earlier)
        fifth = earlier.targets.learners % FIFTHS
        taught, stopping, held_out = (
            lists.part(one) for one in (fifth > 1, fifth == 1, fifth == 0)
        )
        self.trees_, self.reached_ = NO_TREES, np.zeros(4)
        if min(one.have_answers.sum() for one in (taught, stopping, held_out)) < FEWEST:
            return
        names, growth = self.columns, self._growth()
        trees, rounds = Trees.grow_until(taught, stopping, names, growth, ROUNDS, seed)
        ndcg = [held_out.ndcg(one) for one in (trees.score(held_out.table), *_inputs(held_out))]
        blend_, best = ndcg[1], max(ndcg[2:], key=lambda one: float(one.mean()))
        means = [float(one.mean()) for one in (ndcg[0], blend_, best)]
        self.reached_ = np.array([len(held_out), *means])
        if is_sure(ndcg[0] - blend_) and is_sure(ndcg[0] - best):
            self.trees_ = Trees.grow(lists, names, growth, rounds, seed).text
        self.__dict__.pop("_trees", None)  # those of an earlier fit

    def know(self, interactions: Interactions, catalogue: Catalogue, *, seed: int = 0) -> None:
        """Note the facts of the moment from which sources score."""
        self.n_courses_ = interactions.n_courses
        self.facts_ = Facts.of(interactions, catalogue, seed=seed).arrays()
        self.__dict__.pop("_facts", None)

    def has_learned(self) -> bool:
        """Whether anybody took a course; words alone make no ranking."""
        return bool(self._facts.pairs.popular.any())

    def remark(self) -> tuple[str, dict[str, str]]:
        """Whether trees are used, and what they reached on held out lists."""
        asked, trees, blended, best = self.reached_.tolist()
        figures = {
            "lists": f"{asked:.0f}",
            "trees": f"{trees:.4f}",
            "blend": f"{blended:.4f}",
            "best": f"{best:.4f}",
        }
        if asked == 0:
            return TOO_FEW, {}
        return (USED if len(self.trees_) else NOT_USED), figures

    def score(self, histories: Histories) -> Floats:
        """Candidates from 1 to 2 in the trees' order, all others as the blend has them, below 1."""
        scores = self.scores_of_sources(histories)
        blended = self._blend(scores, histories)
        if not len(self.trees_):
            return blended
        below = blended / sizes(blended)
        slate = self._slate(scores, blended, histories)
        if len(slate.owners) == 0:
            return below
        worth = self._trees.score(self._table(slate, histories))
        below[slate.owners, slate.courses] = 1 + _beside_first(worth, slate.owners)
        return below

    def reliance(self, histories: Histories) -> list[tuple[str, float, float]]:
        """Each column with its mean influence on these learners' candidates and its gain.

        The most influential first; nothing where no trees are used.
        """
        if not len(self.trees_) or len(histories) == 0:
            return []
        scores = self.scores_of_sources(histories)
        slate = self._slate(scores, self._blend(scores, histories), histories)
        told = np.abs(self._trees.contributions(self._table(slate, histories))[:, :-1])
        means = told.mean(axis=0) if len(told) else np.zeros(len(self.columns))
        rows = zip(self.columns, means.tolist(), self._trees.gains().tolist(), strict=True)
        return sorted(rows, key=lambda row: -row[1])

    def told(self, history: Histories, course: int) -> list[tuple[str, float, float]]:
        """Of one candidate of one history, each column: what it reads and what it adds.

        The largest first, the constant under the name "" last; what is added sums to the worth
        that candidates are put in order by. Empty for a course that the trees do not judge.
        """
        if not len(self.trees_):
            return []
        scores = self.scores_of_sources(history)
        slate = self._slate(scores, self._blend(scores, history), history)
        mine = np.flatnonzero(slate.courses == course)
        if len(mine) == 0:
            return []
        table = self._table(slate, history)[mine[:1]]
        added = self._trees.contributions(table)[0].tolist()
        rows = zip(self.columns, table[0].tolist(), added[:-1], strict=True)
        return [*sorted(rows, key=lambda row: -abs(row[2])), ("", 0.0, added[-1])]

    @property
    def columns(self) -> tuple[str, ...]:
        """What the trees read."""
        return (*columns_of([BLEND, *self._models]), *COLUMNS)

    @cached_property
    def _facts(self) -> Facts:
        return Facts.read(self.facts_)

    @cached_property
    def _trees(self) -> Trees:
        return Trees(self.trees_)

    def _growth(self) -> dict[str, Any]:
        """The knobs under LightGBM's names."""
        return {
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.least_pairs,
            "learning_rate": self.learning_rate,
        }

    def _lists(self, earlier: Rehearsal) -> Lists:
        """The candidates of every question, block by block, with what came next."""
        width = self.n_courses_
        keys = np.repeat(np.arange(len(earlier)), np.diff(earlier.targets.indptr)) * width
        keys = keys + earlier.targets.courses
        tables = [np.zeros((0, len(self.columns)), np.float32)]
        owners, wanted = [np.zeros(0, np.int64)], [np.zeros(0, dtype=bool)]
        for start, part in earlier.histories.blocks(BLOCK):
            scores = self.scores_of_sources(part)
            slate = self._slate(scores, self._blend(scores, part), part)
            tables.append(self._table(slate, part))
            owners.append(slate.owners + start)
            wanted.append(np.isin(owners[-1] * width + slate.courses, keys))
        return Lists(
            np.concatenate(tables),
            np.concatenate(owners),
            np.concatenate(wanted),
            np.diff(earlier.targets.indptr),
        )

    def _blend(self, scores: dict[str, Floats], histories: Histories) -> Floats:
        """What the sources say together [n_histories, n_courses]."""
        return blend(scores, self.sources, self.fusion, seen=histories)

    def _slate(self, scores: dict[str, Floats], blended: Floats, histories: Histories) -> Slate:
        """The candidates of a block of learners."""
        all_scores = {BLEND: blended, **scores}
        return Slate.of(all_scores, histories, best=self.candidates, others=OTHERS)

    def _table(self, slate: Slate, histories: Histories) -> Floats:
        """All columns of the candidates [n_pairs, n_columns]."""
        facts = self._facts.describe(histories, slate.owners, slate.courses)
        return np.concatenate([slate.columns, facts], axis=1)


def _inputs(lists: Lists) -> Floats:
    """What the blend and each source say of every pair [1 + n_sources, n_pairs]."""
    stop = lists.table.shape[1] - len(COLUMNS)
    return np.ascontiguousarray(lists.table[:, :stop:2].T)


def _beside_first(worth: Floats, owners: Longs) -> Floats:
    """Any scores of lists as numbers above 0 in the same order, 1 for the best of each list."""
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    best = np.maximum.reduceat(worth, starts)
    behind = worth - np.repeat(best, np.diff(np.append(starts, len(owners))))
    return np.asarray(1 / (1 - behind), dtype=np.float32)


def _within(progress: Progress, low: float, high: float) -> Progress:
    """Tell a part's progress as that of the whole."""
    return lambda done, note="": progress(low + (high - low) * done, note)
