"""A newcomer's first courses in the order that a language model told ahead of time.

Where no order stands ready, all stays as it is: nothing is ever asked while a page is made.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from recommendations.engine.reranking.told import fused
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.shelves import factors_for, ruled
from recommendations.language.ordering import (
    Choice,
    Newcomer,
    Order,
    Question,
    kept_orders,
    keys_of,
)
from recommendations.language.prompts import versions_of
from recommendations.models import LanguageModel, OrderTrial, Purpose
from recommendations.serving.blend import best_of
from recommendations.sources.choices import read_choices

Drafts = Iterable[tuple[int, Draft]]


@dataclass(frozen=True)
class Asking:
    """What a model would be asked about one newcomer."""

    columns: list[int]  # of their best courses, the best first
    question: Question


def ordered(desk: Desk, drafts: Drafts) -> Iterator[tuple[int, Draft]]:
    """The drafts, those of newcomers in the order that stands ready for them."""
    trial, model = desk.arrangement.order_trial, order_model(desk)
    if trial is None or model is None:
        yield from drafts
        return
    found = list(drafts)
    asking = askings(desk, trial, found)
    keys = keys_of({learner: one.question for learner, one in asking.items()}, model)
    orders = kept_orders(keys.values()) if keys else {}
    for learner, draft in found:
        if learner in asking:
            order = orders.get(keys[learner])
            draft.lacks_order = order is None
            _reorder(desk, draft, asking[learner], order or [], trial.weight)
        yield learner, draft


def order_model(desk: Desk) -> LanguageModel | None:
    """The model that orders courses now: the one that is on, if it is what was measured."""
    trial = desk.arrangement.order_trial
    model = LanguageModel.objects.now() if trial else None
    return model if trial and trial.is_of(model, versions_of(Purpose.ORDER)) else None


def askings(desk: Desk, trial: OrderTrial, drafts: Drafts) -> dict[int, Asking]:
    """What would be asked about each newcomer among these learners."""
    newcomers = {
        learner: draft
        for learner, draft in drafts
        if learner and draft.scores is not None and len(draft.past) <= trial.most_events
    }
    columns = {
        learner: _best(desk, draft, trial.candidates) for learner, draft in newcomers.items()
    }
    ids = desk.shelf.ids
    wanted = {int(ids[column]) for best in columns.values() for column in best}
    wanted |= {course for draft in newcomers.values() for course in _known(draft)}
    choices = read_choices(wanted) if wanted else {}
    return {
        learner: Asking(best, _question(draft, [int(ids[one]) for one in best], choices))
        for (learner, draft), best in zip(newcomers.items(), columns.values(), strict=True)
        if len(best) > 1 and all(int(ids[one]) in choices for one in best)
    }


def _best(desk: Desk, draft: Draft, count: int) -> list[int]:
    """The columns of the best courses that a newcomer may be shown."""
    scores = draft.scores
    assert scores is not None
    taken = set(desk.shelf.places(draft.taken))
    best = best_of(ruled(desk, draft, scores), count + len(taken))
    return [column for column in best if column not in taken][:count]


def _known(draft: Draft) -> set[int]:
    return draft.standing.known | set(draft.past)


def _question(draft: Draft, best: list[int], choices: Mapping[int, Choice]) -> Question:
    standing = draft.standing
    knows = tuple(sorted(choices[one].title for one in _known(draft) if one in choices))
    return Question(
        "zh" if standing.language.startswith("zh") else "en",
        Newcomer(tuple(sorted(standing.topics)), standing.goal, standing.level, knows),
        tuple(choices[one] for one in best),
    )


def _reorder(desk: Desk, draft: Draft, asking: Asking, order: Order, weight: float) -> None:
    """Give the scores of the first courses to them in their new order; rules change nothing of it."""
    count = len(asking.columns)
    if draft.scores is None or sorted(order) != list(range(count)):
        return
    places = fused(order, weight)
    columns = np.array(asking.columns, np.int64)
    factors = factors_for(desk, draft)[columns]  # above 0: these courses are shown
    strengths = draft.scores[columns] * factors
    draft.plain_scores, draft.scores = draft.scores, draft.scores.copy()
    draft.scores[columns[places]] = strengths / factors[places]
    draft.moved = {
        int(desk.shelf.ids[columns[place]]): (place + 1, at + 1)
        for at, place in enumerate(places)
        if at != place
    }
