"""Whether a language model may order courses for newcomers: measured before it serves, as a gate.

Newcomers are learners of the past whose first courses alone are told (see the cold protocol).
Asking costs money and time, so that it has to be surely better than the blend, not just no worse.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from recommendations.engine.context import names_of, texts_of
from recommendations.engine.data.readers import Dataset
from recommendations.engine.evaluation.bootstrap import difference
from recommendations.engine.evaluation.cold import cold_world
from recommendations.engine.evaluation.cold_orders import Compared, compare_orders, first_of
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories
from recommendations.language.ordering import Choice, Newcomer, Question, order_of
from recommendations.language.prompts import versions_of
from recommendations.models import (
    Gate,
    LanguageModel,
    OrderTrial,
    Purpose,
)
from recommendations.training.gate import Bar

TWO = ("stood", "told")


@dataclass(frozen=True)
class Plan:
    """How courses are to be ordered, and on how many newcomers that is measured."""

    weight: float = 0.5
    candidates: int = 20
    events: tuple[int, ...] = (0, 1, 3)
    most_learners: int = 200
    seed: int = 0


def run_trial(
    model: LanguageModel, dataset: Dataset, blend: tuple[str, dict[str, Any]], plan: Plan
) -> OrderTrial:
    """Fit the blend on the past, ask about each newcomer, and keep what came of it."""
    whole = cold_world(dataset, max(plan.events), seed=plan.seed)
    world, shown = first_of(whole, plan.most_learners), _choices(dataset.catalogue)
    name, knobs = blend
    ranker = create(name, **knobs).fit(world.past, dataset.catalogue, seed=plan.seed)

    def told(known: Histories, courses: list[int]) -> Sequence[int]:
        question = _question(known, [shown[one] for one in courses], shown)
        return order_of(question, model)[0]

    found = list(
        compare_orders(
            ranker, world, plan.events, told, candidates=plan.candidates, weight=plan.weight
        )
    )
    return OrderTrial.objects.create(
        model=model,
        asked=model.model,
        prompts=versions_of(Purpose.ORDER),
        dataset=dataset.name,
        weight=plan.weight,
        candidates=plan.candidates,
        most_events=max(plan.events),
        learners=len(world.targets),
        verdict=verdict_on(found, int(Gate.now().least_learners)),
        figures=[_figures(one) for one in found],
    )


def verdict_on(found: Sequence[Compared], few: int) -> dict[str, Any]:
    """In the form of the gate: surely better over all, and surely worse with no number of events."""
    learners = len(found[0].stood)
    stood, told = (np.mean([getattr(one, name) for one in found], axis=0) for name in TWO)
    bars = [_bar("order", stood, told, few, must_win=True)]
    bars += [_bar(f"order_{one.events}", one.stood, one.told, few) for one in found]
    return {
        "passed": bars[0].outcome == "passed" and all(bar.outcome != "failed" for bar in bars),
        "learners": learners,
        "bars": [asdict(bar) for bar in bars],
    }


def _bar(
    name: str, stood: np.ndarray, told: np.ndarray, few: int, *, must_win: bool = False
) -> Bar:
    if len(stood) < few:
        return Bar(name, "idle", learners=len(stood), why="few")
    mean, (low, high) = difference(told, stood)
    has_passed = low > 0 if must_win else high >= 0
    missed = None if has_passed else round(-(low if must_win else mean), 6)
    ends = (round(low, 6), round(high, 6))
    outcome = "passed" if has_passed else "failed"
    return Bar(name, outcome, round(mean, 6), 0.0, missed, ends, len(stood))  # type: ignore[arg-type]


def _figures(one: Compared) -> dict[str, Any]:
    gain, ends = difference(one.told, one.stood)
    return {
        "events": one.events,
        "learners": len(one.stood),
        "answered": one.answered,
        "ndcg@10": round(float(one.stood.mean()), 6),
        "ndcg@10_ordered": round(float(one.told.mean()), 6),
        "difference": round(gain, 6),
        "difference_ci": [round(end, 6) for end in ends],
    }


def _choices(catalogue: Catalogue) -> list[Choice]:
    """Every course as a model sees it; a set without titles has their first line."""
    count = len(catalogue)
    titles = texts_of(catalogue.features, "title", count).tolist()
    levels = texts_of(catalogue.features, "level", count).tolist()
    skills = names_of(catalogue.features, "skills", count)
    return [
        Choice(title or text.partition("\n")[0], level, tuple(sorted(known)))
        for title, text, level, known in zip(titles, catalogue.texts, levels, skills, strict=True)
    ]


def _question(known: Histories, choices: list[Choice], shown: Sequence[Choice]) -> Question:
    """What is asked about one newcomer, as for pages: their answers and the few courses before."""
    context = known.context
    language = str(texts_of(context, "language", 1)[0])
    return Question(
        "zh" if language.startswith("zh") else "en",
        Newcomer(
            interests=tuple(sorted(names_of(context, "interests", 1)[0])),
            level=str(texts_of(context, "level", 1)[0]),
            knows=tuple(sorted(shown[course].title for course in known.courses.tolist())),
        ),
        tuple(choices),
    )
