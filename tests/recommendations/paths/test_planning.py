"""The planner: what comes before what, what is left out, and what each step says of itself."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.graph import add_link, below
from recommendations.paths.planning import needed_skills, plan_path
from recommendations.paths.types import Aim, Facts, Plan, Reason, Terrain, Traveller

SKILLS = st.integers(0, 9)
COURSES = st.integers(100, 111)


@st.composite
def terrains(draw: st.DrawFn) -> Terrain:
    """A catalogue of up to twelve courses over ten skills, with links and no cycle."""
    links: dict[int, set[int]] = {}
    for skill, requires in draw(st.lists(st.tuples(SKILLS, SKILLS), max_size=16)):
        add_link(links, skill, requires)
    needs: dict[int, set[int]] = {}
    for course, requires in draw(st.lists(st.tuples(COURSES, COURSES), max_size=10)):
        add_link(needs, course, requires)
    facts = st.builds(
        Facts,
        skills=st.frozensets(SKILLS, max_size=4),
        minutes=st.integers(0, 900),
        level=st.integers(0, 2),
        language=st.sampled_from(["en", "zh-hans"]),
        appeal=st.floats(0, 1),
    )
    courses = draw(st.dictionaries(COURSES, facts, max_size=12))
    return Terrain(
        links,
        {pk: replace(one, requires=frozenset(needs.get(pk, ()))) for pk, one in courses.items()},
    )


travellers = st.builds(
    Traveller,
    skills=st.frozensets(SKILLS, max_size=5),
    done=st.frozensets(COURSES, max_size=3),
    avoided=st.frozensets(COURSES, max_size=2),
    level=st.integers(0, 2),
    languages=st.sampled_from([frozenset(), frozenset({"en"})]),
    weekly_minutes=st.integers(60, 900),
    estimates=st.dictionaries(SKILLS, st.floats(0, 1), max_size=4),
)
aims = st.one_of(
    st.builds(lambda skills: Aim(skills=tuple(skills)), st.lists(SKILLS, min_size=1, max_size=4)),
    st.builds(
        lambda courses, is_chosen: Aim(courses=tuple(courses), is_chosen=is_chosen),
        st.lists(COURSES, min_size=1, max_size=4, unique=True),
        st.booleans(),
    ),
)


@settings(max_examples=80, deadline=None)
@given(terrains(), travellers, aims)
def test_a_path_respects_what_builds_on_what_and_passes_over_what_is_known(
    terrain: Terrain, traveller: Traveller, aim: Aim
) -> None:
    plan = plan_path(terrain, traveller, aim)

    order = [step.course for step in plan.steps]
    past = traveller.done | traveller.avoided
    assert len(set(order)) == len(order), "no course twice"
    assert not past & set(order), "nothing finished, known or unwanted"
    for place, step in enumerate(plan.steps):
        facts = terrain.courses[step.course]
        ahead = facts.requires & terrain.courses.keys() - past
        assert ahead <= set(order[:place]), "after the courses that it builds on"
        have = {one for earlier in plan.steps[: place + 1] for one in earlier.skills}
        for skill in step.skills:
            assert skill in facts.skills
            assert skill not in traveller.skills
            needed = set(terrain.links.get(skill, ()))
            assert needed <= have | traveller.skills | set(plan.gaps)
    _agrees_with_needs(terrain, traveller, aim, plan)
    assert plan_path(terrain, traveller, aim) == plan, "the same question, the same path"


def _agrees_with_needs(terrain: Terrain, traveller: Traveller, aim: Aim, plan: Plan) -> None:
    taught = [skill for step in plan.steps for skill in step.skills]
    needed = needed_skills(terrain, traveller, aim)
    assert sorted([*taught, *plan.gaps]) == sorted(needed), "each once, or said to be missing"
    weeks = [(step.first_week, step.last_week) for step in plan.steps]
    assert all(1 <= first <= last for first, last in weeks)
    assert weeks == sorted(weeks)
    for step in plan.steps:
        match step.reason:
            case Reason.REQUIRED:
                assert step.course in terrain.courses[step.course_after or 0].requires
            case Reason.PREPARES:
                assert step.skill in terrain.links[step.leads_to or 0]
            case Reason.TEACHES:
                assert step.skill in step.skills
            case _:
                assert step.course in aim.courses


ALGEBRA, STATISTICS, LEARNING = 1, 2, 3
LINKS = {LEARNING: {STATISTICS}, STATISTICS: {ALGEBRA}}
SCHOOL = Terrain(
    LINKS,
    {
        10: Facts(frozenset({ALGEBRA}), minutes=120, language="en"),
        20: Facts(frozenset({STATISTICS}), minutes=240, language="en"),
        21: Facts(frozenset({STATISTICS}), minutes=200, language="zh-hans"),
        30: Facts(frozenset({LEARNING}), frozenset({20}), minutes=300, level=1, language="en"),
        31: Facts(frozenset({LEARNING}), minutes=300, level=2, language="en"),
    },
)
NOVICE = Traveller(languages=frozenset({"en"}), weekly_minutes=120)


def test_a_path_to_a_skill_explains_and_dates_each_step() -> None:
    plan = plan_path(SCHOOL, NOVICE, Aim(skills=(LEARNING,)))

    assert [step.course for step in plan.steps] == [10, 20, 30]
    assert [step.reason for step in plan.steps] == ["prepares", "required", "teaches"]
    assert (plan.steps[0].skill, plan.steps[0].leads_to) == (ALGEBRA, STATISTICS)
    assert plan.steps[1].course_after == 30
    assert [(step.first_week, step.last_week) for step in plan.steps] == [(1, 1), (2, 3), (4, 6)]
    assert plan.weeks == 6
    quicker = replace(NOVICE, weekly_minutes=660)
    assert plan_path(SCHOOL, quicker, Aim(skills=(LEARNING,))).weeks == 1


def test_what_was_finished_or_is_known_shortens_the_path() -> None:
    after_algebra = replace(NOVICE, done=frozenset({10}), skills=frozenset({ALGEBRA}))
    knows = replace(NOVICE, skills=frozenset({STATISTICS}), done=frozenset({20}))

    assert [one.course for one in plan_path(SCHOOL, after_algebra, Aim((LEARNING,))).steps] == [
        20,
        30,
    ]
    plan = plan_path(SCHOOL, knows, Aim((LEARNING,)))
    assert [one.course for one in plan.steps] == [30], "nothing below what is known"
    assert plan.known == (STATISTICS,)
    assert not plan_path(SCHOOL, replace(NOVICE, done=frozenset({30})), Aim(courses=(30,))).steps


def test_level_language_and_shaky_ground_decide_what_fits() -> None:
    chinese = replace(NOVICE, languages=frozenset({"zh-hans"}))
    advanced = replace(NOVICE, level=2, skills=frozenset({STATISTICS}))
    shaky = replace(NOVICE, skills=frozenset({STATISTICS}), estimates={STATISTICS: 0.3})

    assert 21 in [one.course for one in plan_path(SCHOOL, chinese, Aim((STATISTICS,))).steps]
    assert plan_path(SCHOOL, advanced, Aim((LEARNING,))).steps[0].course == 31
    assert plan_path(SCHOOL, shaky, Aim((LEARNING,))).steps[-1].fit == "stretch"


def test_a_course_that_was_begun_is_gone_on_with_and_none_is_there_twice() -> None:
    begun = replace(NOVICE, skills=frozenset({STATISTICS}), done=frozenset({20}))
    chosen = plan_path(SCHOOL, replace(begun, begun=frozenset({31})), Aim((LEARNING,)))
    assert [one.course for one in chosen.steps] == [31]

    more = {40: Facts(frozenset({4}), frozenset({31}), level=2, language="en")}
    school = Terrain({**LINKS, 4: {LEARNING}}, {**SCHOOL.courses, **more})
    plan = plan_path(school, begun, Aim((4,)))
    assert [one.course for one in plan.steps] == [31, 40], "30 teaches nothing that 31 does not"


def test_a_skill_that_no_course_teaches_is_said_to_be_missing() -> None:
    links = {**LINKS, ALGEBRA: {9}}
    plan = plan_path(replace(SCHOOL, links=links), NOVICE, Aim((LEARNING,)))

    assert plan.gaps == (9,)
    assert [one.course for one in plan.steps] == [10, 20, 30]
    assert below(links, [LEARNING]) == {ALGEBRA, STATISTICS, LEARNING, 9}


def test_the_order_of_staff_stands_unless_a_course_is_missing_before_another() -> None:
    aim = Aim(courses=(31, 30, 10), is_chosen=True)

    plan = plan_path(SCHOOL, NOVICE, aim)

    assert [one.course for one in plan.steps] == [31, 20, 30, 10]
    assert [one.reason for one in plan.steps] == ["chosen", "required", "chosen", "chosen"]
