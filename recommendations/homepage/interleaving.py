"""Two arms in one page: their rows are drafted together, and each card knows its arm."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from django.utils import timezone

from recommendations.experiments.statistics.interleaving import team_draft
from recommendations.homepage.candidates import Candidate, Filled
from recommendations.homepage.layout import Selection

Pair = tuple[int, int]  # the ids of two arms


def interleaved(first: Selection, second: Selection, arms: Pair, learner_id: int) -> Selection:
    """The first page with the rows that both have drafted from both."""
    others = {row.key: row for row in second.rows}
    random = np.random.default_rng([learner_id, timezone.now().date().toordinal(), *arms])
    rows = [
        _drafted(row, others[row.key], arms, random) if _is_shared(row, others) else row
        for row in first.rows
    ]
    return replace(first, rows=rows)


def _is_shared(row: Filled, others: Mapping[str, Filled]) -> bool:
    """Whether both have the row with the same title, and cards of its own."""
    other = others.get(row.key)
    return other is not None and bool(row.cards) and other.about == row.about


def _drafted(first: Filled, second: Filled, arms: Pair, random: np.random.Generator) -> Filled:
    cards: list[dict[int, Candidate]] = [
        {card.course: card for card in filled.cards} for filled in (first, second)
    ]
    draft = team_draft(list(cards[0]), list(cards[1]), random)
    mixed = [replace(cards[team][course], arm=arms[team]) for course, team in draft]
    return replace(first, cards=mixed)
