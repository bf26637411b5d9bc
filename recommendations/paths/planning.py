"""Plans a path: which courses lead to a goal, in which order, and why each; plain values only.

First the skills that the goal needs and the learner lacks; then, skill by skill, the course that
suits best; then an order in which nothing comes before what it builds on.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from courses.graph import Growing, add_link, below, in_order
from recommendations.paths.types import (
    FIRM,
    WEAK,
    Aim,
    Fit,
    Plan,
    Reason,
    Step,
    Terrain,
    Traveller,
)  # fmt: skip

# What a course is chosen by: worth of one more skill against what makes it suit less.
TOO_HARD, TOO_EASY = 0.6, 0.3  # a level above or below the learner's
FOREIGN = 3.0  # in a language that the learner does not read
WEEK = 0.15  # a week of the learner's hours
EXTRA = 0.4  # a skill in it that builds on something unknown and unneeded
APPEAL = 0.3
BEGUN = 1.5  # the learner is on it already


def plan_path(terrain: Terrain, traveller: Traveller, aim: Aim) -> Plan:
    """The path of this learner to this aim; the same question gives the same path."""
    needed = needed_skills(terrain, traveller, aim)
    chosen = _choose(terrain, traveller, aim, needed)
    order = _arrange(terrain, traveller, aim, chosen, needed)
    claims, gaps = _claims(terrain, traveller, order, needed)
    order = _pruned(terrain, aim, order, claims)
    met = below(terrain.links, _aimed(terrain, traveller, aim))
    return Plan(
        steps=tuple(_explain(terrain, traveller, aim, order, claims)),
        known=tuple(sorted(met & traveller.skills)),
        gaps=tuple(sorted(gaps)),
    )


def needed_skills(terrain: Terrain, traveller: Traveller, aim: Aim) -> set[int]:
    """What the aim takes and the learner lacks; below what they know, nothing is needed."""
    return below(terrain.links, _aimed(terrain, traveller, aim), known=traveller.skills)


def _aimed(terrain: Terrain, traveller: Traveller, aim: Aim) -> set[int]:
    past = traveller.done | traveller.avoided
    ahead = [one for one in aim.courses if one in terrain.courses and one not in past]
    taught = (terrain.courses[one].skills for one in ahead)
    return set(aim.skills).union(*taught)


def _choose(terrain: Terrain, traveller: Traveller, aim: Aim, needed: set[int]) -> dict[int, float]:
    """The courses of the path, each with its rank among equals."""
    chosen: dict[int, float] = {}
    for place, course in enumerate(aim.courses):
        for one in _with_required(terrain, traveller, course):
            is_new = one not in chosen
            if is_new and one in terrain.courses:
                chosen[one] = place if aim.is_chosen else _rank(terrain, one, len(chosen))
    if aim.is_chosen:
        return chosen
    taught = _taught(terrain, chosen)
    for skill in in_order(terrain.links, needed):
        if skill not in taught:
            for one in _best(terrain, traveller, skill, needed - taught, chosen):
                chosen.setdefault(one, _rank(terrain, one, len(chosen)))
            taught = _taught(terrain, chosen)
    return _without_spare(terrain, aim, chosen, needed)


def _without_spare(
    terrain: Terrain, aim: Aim, chosen: dict[int, float], needed: set[int]
) -> dict[int, float]:
    """The chosen courses without those whose every needed skill the others teach anyway."""
    kept = dict(chosen)
    for course in sorted(chosen, key=lambda one: (-chosen[one], -one)):
        others = kept.keys() - {course}
        is_required = any(course in terrain.courses[one].requires for one in others)
        own = terrain.courses[course].skills & needed
        if course not in aim.courses and not is_required and own <= _taught(terrain, others):
            del kept[course]
    return kept


def _rank(terrain: Terrain, course: int, place: int) -> float:
    """Lower levels first; within one, in the order of the skills."""
    return terrain.courses[course].level * 1_000 + place


def _taught(terrain: Terrain, courses: Iterable[int]) -> set[int]:
    return {skill for course in courses for skill in terrain.courses[course].skills}


def _with_required(terrain: Terrain, traveller: Traveller, course: int) -> list[int]:
    """The course after all that it builds on and that is still to do."""
    past = traveller.done | traveller.avoided
    links = {pk: facts.requires for pk, facts in terrain.courses.items()}
    found = below(links, [course], known=past)
    return in_order(links, [one for one in found if one in terrain.courses])


def _best(
    terrain: Terrain,
    traveller: Traveller,
    skill: int,
    wanted: set[int],
    chosen: Collection[int],
) -> list[int]:
    """The course that suits best for a skill, after what it builds on; [] where none teaches it."""
    past = traveller.done | traveller.avoided
    found = [
        (-_worth(terrain, traveller, course, wanted, chosen), course)
        for course, facts in terrain.courses.items()
        if skill in facts.skills and course not in past
    ]
    return _with_required(terrain, traveller, min(found)[1]) if found else []


def _worth(
    terrain: Terrain,
    traveller: Traveller,
    course: int,
    wanted: set[int],
    chosen: Collection[int],
) -> float:
    """How well a course suits: skills that it adds, less what it costs with all it builds on."""
    facts = terrain.courses[course]
    added = [one for one in _with_required(terrain, traveller, course) if one not in chosen]
    minutes = sum(terrain.courses[one].minutes for one in added)
    above = facts.level - traveller.level
    lacking = facts.skills - wanted - traveller.skills
    extras = sum(not set(terrain.links.get(one, ())) <= traveller.skills for one in lacking)
    is_foreign = bool(traveller.languages) and facts.language not in traveller.languages
    return (
        len(_taught(terrain, added) & wanted)
        - TOO_HARD * max(0, above)
        - TOO_EASY * max(0, -above)
        - FOREIGN * is_foreign
        - WEEK * minutes / max(1, traveller.weekly_minutes)
        - EXTRA * extras
        + BEGUN * (course in traveller.begun)
        + APPEAL * facts.appeal
    )


def _arrange(
    terrain: Terrain,
    traveller: Traveller,
    aim: Aim,
    chosen: Mapping[int, float],
    needed: set[int],
) -> list[int]:
    """The chosen courses, each after what it builds on: courses always, skills where it can be."""
    graph: Growing = {}
    for course in chosen:
        for one in sorted(terrain.courses[course].requires & chosen.keys()):
            add_link(graph, course, one)
    if not aim.is_chosen:
        for later, earlier in _by_skills(terrain, traveller, chosen, needed):
            add_link(graph, later, earlier)  # one that would close a cycle is left out
    return in_order(graph, chosen.keys(), chosen)


def _by_skills(
    terrain: Terrain, traveller: Traveller, chosen: Mapping[int, float], needed: set[int]
) -> Iterable[tuple[int, int]]:
    """Pairs (later, earlier) of courses by what their skills build on, the needed ones first."""
    providers: dict[int, int] = {}
    for course in sorted(chosen, key=lambda one: (chosen[one], one)):
        for skill in terrain.courses[course].skills:
            providers.setdefault(skill, course)
    pairs = [
        (skill not in needed, skill, course, providers[required])
        for course in chosen
        for skill in terrain.courses[course].skills
        for required in terrain.links.get(skill, ())
        if required in providers
        and required not in traveller.skills
        and required not in terrain.courses[course].skills
    ]
    return [(course, earlier) for _extra, _skill, course, earlier in sorted(pairs)]


def _claims(
    terrain: Terrain, traveller: Traveller, order: list[int], needed: set[int]
) -> tuple[dict[int, tuple[int, ...]], set[int]]:
    """What each step teaches in its turn, and the needed skills that none does."""
    missing = needed - _taught(terrain, order)
    have = set(traveller.skills) | missing
    claims: dict[int, tuple[int, ...]] = {}
    for course in order:
        own = in_order(terrain.links, terrain.courses[course].skills & needed)
        claimed = []
        for skill in own:
            if skill not in have and set(terrain.links.get(skill, ())) <= have:
                claimed.append(skill)
                have.add(skill)
        claims[course] = tuple(claimed)
    return claims, missing | (needed - have)


def _pruned(
    terrain: Terrain, aim: Aim, order: list[int], claims: Mapping[int, tuple[int, ...]]
) -> list[int]:
    """The steps without those that teach nothing new and that nothing builds on."""
    kept: list[int] = []
    for course in reversed(order):
        is_required = any(course in terrain.courses[one].requires for one in kept)
        if claims[course] or course in aim.courses or is_required:
            kept.append(course)
    return kept[::-1]


def _explain(
    terrain: Terrain,
    traveller: Traveller,
    aim: Aim,
    order: list[int],
    claims: Mapping[int, tuple[int, ...]],
) -> Iterable[Step]:
    """Each course as a step: why, when, and how it fits the learner by then."""
    spent, reached = 0, traveller.level
    weekly = max(1, traveller.weekly_minutes)
    for place, course in enumerate(order):
        facts = terrain.courses[course]
        end = spent + max(1, facts.minutes)
        yield Step(
            course=course,
            skills=claims[course],
            first_week=spent // weekly + 1,
            last_week=(end - 1) // weekly + 1,
            fit=_fit(terrain, traveller, course, claims[course], reached),
            **_why(terrain, aim, course, order[place + 1 :], claims),
        )
        spent, reached = end, max(reached, facts.level)


def _why(
    terrain: Terrain,
    aim: Aim,
    course: int,
    later: list[int],
    claims: Mapping[int, tuple[int, ...]],
) -> dict[str, Any]:
    """The strongest true reason for a step."""
    if course in aim.courses:
        return {"reason": Reason.CHOSEN if aim.is_chosen else Reason.AIM}
    for skill in claims[course]:
        if skill in aim.skills:
            return {"reason": Reason.TEACHES, "skill": skill}
    after = next((one for one in later if course in terrain.courses[one].requires), None)
    if after is not None:
        return {"reason": Reason.REQUIRED, "course_after": after}
    own = [next_skill for one in later for next_skill in claims[one]]
    others = [next_skill for one in later for next_skill in sorted(terrain.courses[one].skills)]
    for next_skill in (*own, *others):
        for skill in claims[course]:
            if skill in terrain.links.get(next_skill, ()):
                return {"reason": Reason.PREPARES, "skill": skill, "leads_to": next_skill}
    return {"reason": Reason.TEACHES, "skill": next(iter(claims[course]), None)}


def _fit(
    terrain: Terrain,
    traveller: Traveller,
    course: int,
    claimed: Iterable[int],
    reached: int,
) -> str:
    """A stretch where the level jumps or the ground is shaky; easy where it is far below."""
    facts = terrain.courses[course]
    ground = {below_it for skill in facts.skills for below_it in terrain.links.get(skill, ())}
    is_shaky = any(traveller.estimates.get(skill, 1.0) < WEAK for skill in ground - facts.skills)
    if is_shaky or facts.level > reached + 1:
        return Fit.STRETCH
    is_firm = [traveller.estimates.get(skill, 0.0) >= FIRM for skill in claimed]
    return Fit.EASY if facts.level < traveller.level - 1 or (is_firm and all(is_firm)) else Fit.FITS
