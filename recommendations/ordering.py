"""Has courses ordered for newcomers ahead of time: a worker's business, behind all else."""

import time

import numpy as np

from accounts.models import User
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.building import build_drafts
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.ordering import askings, order_model
from recommendations.homepage.refresh import Learner, refresh_learner
from recommendations.language.ordering import PASSING, order_of
from recommendations.models import Outcome
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import read_standings

SLICE_SECONDS = 8.0  # then other tasks of the worker have their turn


def order_newcomers(learner_ids: list[int]) -> list[int]:
    """Ask for some seconds; the learners who are left. Who got an order gets a page made by it."""
    until, left = time.monotonic() + SLICE_SECONDS, list(learner_ids)
    while left and time.monotonic() < until:
        outcome = order_newcomer(left.pop(0))
        if outcome in PASSING:
            return []  # nothing better comes of asking on
    return left


def order_newcomer(learner_id: int) -> Outcome:
    """Have one newcomer's first courses ordered, and their page made anew where they were."""
    learner = Learner(User).known(learner_id)
    if learner is None or not learner.may_be_logged:
        return Outcome.GOOD
    desk = _desk_of(learner_id)
    trial, model = desk.arrangement.order_trial, order_model(desk)
    if trial is None or model is None:
        return Outcome.OFF
    span, alone = (learner_id, learner_id), np.array([learner_id], np.int64)
    pasts = read_pasts(span, alone, session=desk.live.session)
    found = list(build_drafts(desk, pasts, read_standings(span), is_shard=False))
    lacking = [(learner, draft) for learner, draft in found if draft.lacks_order]
    asked = askings(desk, trial, lacking).get(learner_id)
    if asked is None:
        return Outcome.GOOD
    order, outcome = order_of(asked.question, model)
    if order:
        refresh_learner(learner_id)
    return outcome


def _desk_of(learner_id: int) -> Desk:
    desk = open_desk()
    return desk.for_arms(seats_of(Unit(learner_id), running_now(desk.digest)))
