"""How a card came to its place: what each algorithm said, how it was added up, what moved it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.engine.arrays import Floats
from recommendations.engine.ranking.blend import blend
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import BLENDED_SOURCES, Draft
from recommendations.homepage.rules import FACTORS, Effects
from recommendations.homepage.shelves import factors_for, scores_for
from recommendations.models import Row, Rule
from recommendations.serving.blend import NOTHING, scores_of
from recommendations.sources.pasts import Pasts


@dataclass(frozen=True)
class Voice:
    """What one algorithm says of a course."""

    algorithm: str
    version: int
    score: float
    place: int
    weight: float
    share: float  # its part of the fused score

    @property
    def is_silent(self) -> bool:
        """Whether it has no opinion on the course."""
        return math.isnan(self.score)


@dataclass(frozen=True)
class Trace:
    """The way of one card to its place."""

    source: str
    voices: list[Voice] = field(default_factory=list)
    fused: float | None = None
    fused_place: int | None = None
    rules: list[tuple[Rule, float | None]] = field(default_factory=list)  # rule, its factor
    ruled: float | None = None
    moves: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Tracer:
    """Everything that was known when one learner's page was assembled."""

    desk: Desk
    draft: Draft
    pasts: Pasts | None  # of this learner alone; None where nothing of them may be used

    @cached_property
    def _scores(self) -> dict[str, Floats]:
        """What each live model says [n_courses], NaN = nothing."""
        if self.pasts is None:
            return {}
        models, shelf = self.desk.live.models, self.desk.shelf
        return {name: scores_of(one, self.pasts, shelf)[0] for name, one in models.items()}

    @cached_property
    def _parts(self) -> dict[str, Floats]:
        """What each algorithm of the blend adds to the fused score [n_courses]."""
        return {} if self.pasts is None else parts_of(self.desk, self.pasts)

    def trace(self, row: Row, card: Candidate, above: Sequence[int]) -> Trace:
        """The way of a card; `above` are the courses of the rows further up."""
        column = self.desk.shelf.place.get(card.course)
        if column is None:
            return Trace(row.source)
        rules = [(one, self._factor(one)) for one in self._effects.rules_on(column)]
        found = Trace(row.source, rules=rules, moves=self._moves(card))
        scores = scores_for(self.draft, row)
        if scores is None or self.pasts is None:
            return found
        fused = float(scores[column])
        if fused <= NOTHING:
            return replace(
                found, moves=[*found.moves, _("No model suggests it: it fills the row.")]
            )
        return replace(
            found,
            voices=self._voices(row, column),
            fused=fused,
            fused_place=1 + int((scores > scores[column]).sum()),
            ruled=fused * float(factors_for(self.desk, self.draft)[column]),
            moves=[*found.moves, *self._passed_over(row, scores, column, above)],
        )

    @property
    def _effects(self) -> Effects:
        return self.desk.effects.of(self.draft.audience)

    def _voices(self, row: Row, column: int) -> list[Voice]:
        names: Iterable[str] = self._parts if row.source in BLENDED_SOURCES else [row.source]
        found = [self._voice(name, column) for name in names if name in self._scores]
        return sorted(found, key=lambda voice: -voice.share)

    def _voice(self, name: str, column: int) -> Voice:
        scores, live = self._scores[name], self.desk.live
        share = float(np.nan_to_num(self._parts[name][column])) if name in self._parts else 0.0
        return Voice(
            algorithm=name,
            version=live.models[name].version_id,
            score=float(scores[column]),
            place=1 + int((scores > scores[column]).sum()),
            weight=live.weights.get(name, 1.0),
            share=share,
        )

    def _factor(self, rule: Rule) -> float | None:
        return next((factor for kind, factor in FACTORS.items() if kind == rule.kind), None)

    def _moves(self, card: Candidate) -> list[str]:
        """What put the card where it is, besides its score."""
        moves = []
        column = self.desk.shelf.place[card.course]
        own = factors_for(self.desk, self.draft)[column]
        ruled = self._effects.factors[column]
        if own < ruled:
            words = _("The learner asked for less of this kind: × %(share)s.")
            moves.append(words % {"share": round(float(own / ruled), 2)})
        if card.why == Why.PINNED:
            moves.append(_("Pinned: before all others."))
        if card.rank:
            words = _(
                "By score alone it would stand at place %(place)s of the row: variety, the mix of "
                "interests, new courses, what stood there before and what was shown in vain count."
            )
            moves.append(words % {"place": card.rank})
        if card.course in self.draft.moved:
            words = _("Moved by the language model: from place %(stood)s to %(stands)s.")
            stood, stands = self.draft.moved[card.course]
            moves.append(words % {"stood": stood, "stands": stands})
        shown = self.draft.worn.get(card.course, 0)
        if shown:
            moves.append(_("Shown %(n)s times in 30 days without a click.") % {"n": shown})
        if card.propensity < 1:
            words = _("Chance had a say: it stood here with a probability of %(percent)s %%.")
            moves.append(words % {"percent": round(100 * card.propensity, 1)})
        return moves

    def _passed_over(
        self, row: Row, scores: Floats, column: int, above: Sequence[int]
    ) -> list[str]:
        """Why courses with a higher score do not stand before it."""
        shelf, factors = self.desk.shelf, factors_for(self.desk, self.draft)
        ruled = np.full_like(scores, NOTHING)
        np.multiply(scores, factors, out=ruled, where=scores > NOTHING)
        higher = ruled > ruled[column]
        own = np.isin(shelf.ids, np.array(sorted(self.draft.taken), np.int64))
        further_up = np.isin(shelf.ids, np.array(sorted(above), np.int64))
        outside = ~shelf.is_within(row.category_id, row.language)
        counts = {
            "own": int((higher & own).sum()),
            "above": int((higher & ~own & further_up).sum()),
            "outside": int((higher & ~own & ~further_up & outside).sum()),
        }
        return [words for words in (_said(name, count) for name, count in counts.items()) if words]


def parts_of(desk: Desk, pasts: Pasts) -> dict[str, Floats]:
    """What each algorithm of the blend adds to one learner's fused scores [n_courses]."""
    live, seen = desk.live, pasts.histories(desk.shelf.ids)
    found = {}
    for name, weight in live.weights.items():
        scores = {name: scores_of(live.models[name], pasts, desk.shelf)}
        found[name] = blend(scores, {name: weight}, live.fusion, seen=seen)[0]
    return found


def _said(what: str, count: int) -> str:
    """How many courses with a higher score were passed over, and why."""
    if not count:
        return ""
    match what:
        case "own":
            words = ngettext(
                "%(n)s course with a higher score is the learner's already, or dismissed.",
                "%(n)s courses with a higher score are the learner's already, or dismissed.",
                count,
            )
        case "above":
            words = ngettext(
                "%(n)s course with a higher score stands further up the page.",
                "%(n)s courses with a higher score stand further up the page.",
                count,
            )
        case _:
            words = ngettext(
                "%(n)s course with a higher score is not of the row's category or language.",
                "%(n)s courses with a higher score are not of the row's category or language.",
                count,
            )
    return words % {"n": count}
