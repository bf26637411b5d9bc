"""Proposes what builds on what from the order in which learners took courses; staff decide."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby
from operator import itemgetter

from django.db import transaction

from courses.graph import add_link, below
from courses.models import Course, Enrolment, LinkOrigin, LinkStatus, SkillLink
from courses.models.skill_graph import lock_graph

Pair = tuple[int, int]  # (skill, the skill that came before it)
LEAST_LEARNERS = 20
LEAST_CONFIDENCE = 0.6
LEAST_LIFT = 1.2  # how much oftener than by chance the two are learned by the same people
MOST_SKILLS = 60  # of one learner: the first ones say enough
Z_ONE_SIDED_95 = 1.645


@dataclass(frozen=True)
class Proposal:
    """That `skill` builds on `requires`, as `support` learners' order suggests it."""

    skill: int
    requires: int
    confidence: float
    support: int


def propose_links() -> int:
    """Keep what the enrolments of today propose, beside what staff decided; returns how many."""
    found = orders_of(_first_times())
    with transaction.atomic():
        lock_graph()
        decided = SkillLink.objects.decided()
        graph = decided.accepted().graph()
        taken = set(decided.values_list("skill_id", "requires_id"))
        kept = list(without_cycles(graph, (one for one in found if _pair(one) not in taken)))
        SkillLink.objects.proposed().delete()
        SkillLink.objects.bulk_create(_link(proposal) for proposal in kept)
    return len(kept)


def orders_of(times: Iterable[dict[int, datetime]]) -> list[Proposal]:
    """Every pair whose order is clear, the surest first; `times` says when each learner met a skill.

    The confidence is the lower end of Wilson's interval (95 %, one-sided) of the share of learners
    who met `requires` first: few learners, or a mixed order, make it low.
    """
    before: Counter[Pair] = Counter()
    met: Counter[int] = Counter()
    learners = 0
    for first in times:
        learners += 1
        met.update(first.keys())
        for one, other in combinations(sorted(first), 2):
            if first[one] != first[other]:
                before[(one, other) if first[one] > first[other] else (other, one)] += 1
    found = [
        Proposal(skill, requires, wilson(count, both), both)
        for (skill, requires), count in before.items()
        if (both := count + before[requires, skill]) >= LEAST_LEARNERS
        and both * learners >= LEAST_LIFT * met[skill] * met[requires]
    ]
    sure = [one for one in found if one.confidence >= LEAST_CONFIDENCE]
    return sorted(sure, key=lambda one: (-one.confidence, -one.support, one.skill, one.requires))


def without_cycles(graph: dict[int, set[int]], proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Those that close no cycle with the graph and with each other, nor say what follows anyway."""
    graph = {skill: set(requires) for skill, requires in graph.items()}
    for one in proposals:
        is_known = one.requires in below(graph, [one.skill])
        if not is_known and not add_link(graph, one.skill, one.requires):
            yield one


def wilson(count: int, total: int) -> float:
    """The lower end of Wilson's interval of a share."""
    if not total:
        return 0.0
    share, square = count / total, Z_ONE_SIDED_95**2
    spread = Z_ONE_SIDED_95 * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return (share + square / (2 * total) - spread) / (1 + square / total)


def _first_times() -> Iterator[dict[int, datetime]]:
    """For each learner, when they first enrolled in a course that teaches a skill."""
    skills_of = _taught()
    for _learner, rows in groupby(Enrolment.objects.in_time(), key=itemgetter(0)):
        first: dict[int, datetime] = {}
        for _same, course, at in rows:
            for skill in skills_of.get(course, ()):
                if len(first) < MOST_SKILLS:
                    first.setdefault(skill, at)
        yield first


def _taught() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for course, skill in Course.skills.through.objects.values_list("course_id", "skill_id"):
        found.setdefault(course, []).append(skill)
    return found


def _pair(proposal: Proposal) -> Pair:
    return proposal.skill, proposal.requires


def _link(proposal: Proposal) -> SkillLink:
    return SkillLink(
        skill_id=proposal.skill,
        requires_id=proposal.requires,
        status=LinkStatus.PROPOSED,
        origin=LinkOrigin.ORDER,
        confidence=proposal.confidence,
        support=proposal.support,
    )
