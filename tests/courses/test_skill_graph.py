"""The skill graph: edited, imported, proposed, and never with a cycle."""

import itertools
import os
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from courses.graph import add_link, below, cycle_closed_by, in_order, is_acyclic
from courses.models import Enrolment, LinkStatus, Skill, SkillLink
from courses.proposing import orders_of, propose_links, without_cycles
from tests.conftest import make_course

ROOT = Path(__file__).parents[2]
PAIRS = Path(os.environ.get("HOMEROOM_DATA_DIR", ROOT / "../shared/data")) / "zh_concepts"
START = datetime(2026, 1, 1, tzinfo=UTC)
nodes = st.integers(0, 8)


@pytest.fixture
def skills(db: None) -> dict[str, Skill]:
    """Three skills."""
    names = {"algebra": "代数", "statistics": "统计", "learning": "机器学习"}
    return {
        slug: Skill.objects.create(slug=slug, name_en=slug.title(), name_zh=name)
        for slug, name in names.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(nodes, nodes), max_size=30))
def test_links_added_one_by_one_never_close_a_cycle(pairs: list[tuple[int, int]]) -> None:
    graph: dict[int, set[int]] = {}
    for node, requires in pairs:
        cycle = add_link(graph, node, requires)
        if cycle:
            assert cycle[0] == cycle[-1] == node
            assert cycle[1] == requires
            assert all(b in graph[a] for a, b in itertools.pairwise(cycle[1:]))
    assert is_acyclic(graph)
    order = in_order(graph, set(range(9)))
    assert sorted(order) == list(range(9))
    assert all(
        order.index(below_it) < order.index(node) for node in graph for below_it in graph[node]
    )


def test_what_is_known_is_not_looked_below() -> None:
    assert below({1: {2}, 2: {3}}, [1], known={2}) == {1}
    assert below({1: {2}, 2: {3}}, [1]) == {1, 2, 3}
    assert not is_acyclic({1: {2}, 2: {1}})


def test_a_link_that_closes_a_cycle_is_refused_by_name(skills: dict[str, Skill]) -> None:
    SkillLink.objects.create(skill=skills["learning"], requires=skills["statistics"])
    SkillLink.objects.create(skill=skills["statistics"], requires=skills["algebra"])

    with pytest.raises(ValidationError, match="Algebra → Learning → Statistics → Algebra"):
        SkillLink.objects.create(skill=skills["algebra"], requires=skills["learning"])

    refused = SkillLink(
        skill=skills["algebra"], requires=skills["learning"], status=LinkStatus.REFUSED
    )
    refused.save()  # what does not count closes nothing
    assert cycle_closed_by(SkillLink.objects.accepted().graph(), *[skills["algebra"].pk] * 2)


def test_pairs_are_imported_once_and_a_cycle_is_named(
    skills: dict[str, Skill], tmp_path: Path
) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(
        "skill,requires\n统计,algebra\nLearning,statistics\n深度学习,learning\n", "utf-8"
    )
    out = StringIO()
    call_command("import_prerequisites", table, stdout=out)
    assert "3 new, 0 changed, 0 unchanged; 1 new skills" in out.getvalue()
    call_command("import_prerequisites", table, stdout=out)
    assert "0 new, 0 changed, 3 unchanged; 0 new skills" in out.getvalue()

    table.write_text("skill,requires\nalgebra,深度学习\nstatistics,geometry\n", "utf-8")
    with pytest.raises(CommandError, match="1 bad rows"):
        call_command("import_prerequisites", table, stdout=out)
    assert "Row 2: would close a cycle: Algebra → 深度学习 → Learning → Stat" in out.getvalue()
    call_command("import_prerequisites", table, "--skip-bad-rows", stdout=out)
    assert SkillLink.objects.count() == 4
    assert Skill.objects.count() == 5


@pytest.mark.django_db
def test_the_chinese_prerequisite_pairs_are_imported_without_a_cycle() -> None:
    table = PAIRS / "prerequisite_relations.csv"
    if not table.exists():
        pytest.skip(f"needs the zh_concepts data set at {PAIRS}")
    out = StringIO()

    call_command(
        "import_prerequisites", table, "--skill=knowledge2", "--requires=knowledge1", stdout=out
    )

    graph = SkillLink.objects.accepted().graph()
    assert sum(map(len, graph.values())) == 1605
    assert Skill.objects.count() == 633
    assert is_acyclic(graph), out.getvalue()
    names = {skill.name_zh: skill.pk for skill in Skill.objects.all()}
    assert names["函数"] in graph[names["目标函数"]]


def test_only_a_clear_order_that_says_something_new_is_proposed() -> None:
    moments = {skill: START + timedelta(days=skill) for skill in range(5)}
    in_turn = [{1: moments[1], 2: moments[2], 3: moments[3]}] * 60
    mixed = [{1: moments[1], 4: moments[2]}] * 30 + [{1: moments[2], 4: moments[1]}] * 30
    nobody = [{0: moments[0]}] * 200

    found = orders_of([*in_turn, *mixed, *nobody])

    assert {(one.skill, one.requires) for one in found} == {(2, 1), (3, 1), (3, 2)}
    assert all(0.9 < one.confidence < 1 for one in found)
    kept = list(without_cycles({3: {2}}, found))
    assert {(one.skill, one.requires) for one in kept} == {(2, 1)}, "3 on 1 follows from these"
    assert not list(without_cycles({1: {2}, 2: {3}}, found)), "against what staff decided"


def test_staff_accept_and_refuse_what_enrolments_propose(
    skills: dict[str, Skill], dan: User, client: Client
) -> None:
    courses = {slug: make_course(slug) for slug in ("algebra", "learning", "other")}
    for slug in ("algebra", "learning"):
        courses[slug].skills.add(skills[slug])
    people = User.objects.bulk_create(User(email=f"{n}@example.org") for n in range(120))
    Enrolment.objects.bulk_create(
        Enrolment(learner=one, course=courses[slug], enrolled_at=START + timedelta(days=day))
        for number, one in enumerate(people)
        for day, slug in enumerate(["algebra", "learning"] if number < 60 else ["other"])
    )
    client.force_login(dan)
    page = client.get(reverse("admin:courses_skilllink_look_for_proposals"), follow=True)
    proposal = SkillLink.objects.proposed().get()
    assert (proposal.skill, proposal.requires) == (skills["learning"], skills["algebra"])
    assert proposal.support == 60
    assert "96%" in page.content.decode()
    assert not SkillLink.objects.accepted().exists()

    address = reverse("admin:courses_skilllink_changelist")
    client.post(address, {"action": "refuse", "_selected_action": [proposal.pk]})
    assert propose_links() == 0, "a refused link is not proposed again"
    SkillLink.objects.create(skill=skills["algebra"], requires=skills["statistics"])
    SkillLink.objects.create(skill=skills["statistics"], requires=skills["learning"])
    said = client.post(
        address, {"action": "accept", "_selected_action": [proposal.pk]}, follow=True
    )
    assert "That would close a cycle" in said.content.decode()
    assert "Learning → Algebra → Statistics → Learning" in said.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == LinkStatus.REFUSED
