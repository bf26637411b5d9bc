"""Gives some places of a row to chance, and says how likely each card was."""

from dataclasses import replace

import numpy as np
from django.utils import timezone

from recommendations.homepage.candidates import Candidate, Why
from recommendations.models import Row

POOL = 24  # how many courses beyond the row's own chance may choose


def explored(cards: list[Candidate], row: Row, learner_id: int) -> list[Candidate]:
    """The cards in the order of a day's draw; pinned ones keep their places.

    At each place the best of those left stands with a chance of 1 - exploration, else any of them.
    A card that chance put before better ones says so. A learner's draw is the same all day, so that a row does not flicker.
    """
    share, random = row.exploration, _random_of(row, learner_id)
    left, found = list(cards), []
    for _place in range(min(row.maximum, len(cards))):
        if left[0].why == Why.PINNED:
            found.append(left.pop(0))
            continue
        at = int(random.integers(len(left))) if random.random() < share else 0
        chance = share / len(left) + (1 - share if at == 0 else 0)
        card = replace(left.pop(at), propensity=chance)
        found.append(replace(card, why=Why.CHANCE, argument=None) if at else card)
    return found + left


def _random_of(row: Row, learner_id: int) -> np.random.Generator:
    day = timezone.now().date().toordinal()
    return np.random.default_rng([learner_id, row.pk or 0, day])
