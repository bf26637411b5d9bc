"""What is proposed for a course, and how its people answer."""

import json

import pytest
from django.core.management import call_command

from courses.models import Course, CourseStatus, Prerequisite, Skill
from recommendations.models import Change, MetadataProposal
from recommendations.understanding.proposals import (
    ProposalRefusedError,
    accept,
    decline,
    propose_for,
)
from tests.conftest import make_course
from tests.recommendations.admin.conftest import client_of, instructor  # noqa: F401

TOPICS = {"sql": "queries joins tables databases", "harmony": "chords keys melody cadence"}


@pytest.fixture
def catalogue(db):
    """Twelve courses on each of two topics, each naming its skill, the later ones advanced."""
    made = {}
    for slug, words in TOPICS.items():
        skill = Skill.objects.create(slug=slug, name_en=slug.title(), name_zh=f"{slug}课")
        first = None
        for number in range(12):
            level = "beginner" if number % 2 == 0 else "advanced"
            says = (
                "from scratch for beginners" if level == "beginner" else "advanced proofs in depth"
            )
            course = make_course(
                f"{words.split()[number % 4].title()} {number}",
                description=f"All about {slug} and {words}, {says}.",
                level=level,
            )
            course.skills.add(skill)
            if first is not None and level == "advanced":
                Prerequisite.objects.create(course=course, requires=first)
            first = first or course
        made[slug] = skill
    return made


@pytest.fixture
def draft(catalogue, ben):
    course = make_course(
        "Asking tables",
        description=(
            "Advanced sql proofs in depth: queries, joins and tables in large databases. "
            "Joins of tables answer most questions that databases are asked. "
            "We end with a party."
        ),
        status=CourseStatus.DRAFT,
        level="beginner",
    )
    course.instructors.add(ben)
    base = Course.objects.get(title="Queries 0")
    Prerequisite.objects.create(course=course, requires=base)
    return course


def proposed(course, kind):
    return MetadataProposal.objects.about(course.pk).of_kind(kind).first()


def test_a_draft_is_offered_what_its_texts_and_neighbours_say(draft, catalogue):
    propose_for(draft.pk)

    skill = proposed(draft, "skill")
    assert skill.key == str(catalogue["sql"].pk)
    assert skill.confidence > 0.5
    assert skill.because["neighbours"]
    assert proposed(draft, "level").key == "advanced"
    assert "oins" in proposed(draft, "summary").text


def test_nothing_is_applied_by_itself(draft):
    propose_for(draft.pk)

    draft.refresh_from_db()
    assert (draft.level, draft.subtitle, draft.skills.count()) == ("beginner", "", 0)


def test_what_is_accepted_is_applied_and_written_down(draft, catalogue, ben):
    propose_for(draft.pk)

    for kind in ("skill", "level", "summary"):
        accept(proposed(draft, kind), ben)

    draft.refresh_from_db()
    assert list(draft.skills.all()) == [catalogue["sql"]]
    assert draft.level == "advanced"
    assert draft.subtitle
    changes = Change.objects.filter(table="metadataproposal", person=ben)
    assert {one.after["status"] for one in changes} == {"accepted"}
    assert len(changes) == 3


def test_what_was_declined_is_not_proposed_again(draft, ben):
    propose_for(draft.pk)
    decline(proposed(draft, "skill"), ben)

    propose_for(draft.pk)

    assert proposed(draft, "skill").status == "declined"
    assert MetadataProposal.objects.about(draft.pk).of_kind("skill").count() == 1


def test_a_prerequisite_that_would_close_a_cycle_is_refused(draft, ben, python_course):
    Prerequisite.objects.create(course=python_course, requires=draft)
    proposal = MetadataProposal.objects.create(
        course=draft, kind="prerequisite", key=str(python_course.pk), confidence=0.9
    )

    with pytest.raises(ProposalRefusedError, match="cycle"):
        accept(proposal, ben)

    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_a_site_with_few_courses_proposes_no_guesses(python_course):
    python_course.description = "Python from scratch."
    python_course.save()

    assert propose_for(python_course.pk) == 0


def test_the_instructor_answers_on_the_page_of_the_course(draft, instructor):  # noqa: F811
    propose_for(draft.pk)
    address = f"/admin/courses/course/{draft.pk}/change/"
    said = instructor.get(address).content.decode()
    assert "Proposals for this course" in said
    assert "its texts name it" in said

    skill = proposed(draft, "skill")
    instructor.post(f"/admin/course-proposals/{skill.pk}/accept/")

    assert draft.skills.count() == 1
    assert proposed(draft, "skill").status == "accepted"


def test_a_stranger_may_not_answer(draft, cleo):
    propose_for(draft.pk)
    skill = proposed(draft, "skill")

    for person in (cleo,):
        client_of(person).post(f"/admin/course-proposals/{skill.pk}/accept/")

    assert draft.skills.count() == 0


def test_another_instructor_may_not_answer(draft, ann, instructor, ben):  # noqa: F811
    draft.instructors.clear()
    propose_for(draft.pk)

    answer = instructor.post(f"/admin/course-proposals/{proposed(draft, 'skill').pk}/accept/")

    assert answer.status_code == 403
    assert draft.skills.count() == 0


def test_guesses_are_measured_on_courses_that_were_left_out(catalogue, capsys, monkeypatch):
    monkeypatch.setattr("recommendations.management.commands.evaluate_proposals.FEWEST", 10)

    call_command("evaluate_proposals", json=True)

    found = json.loads(capsys.readouterr().out)
    assert found["level"]["n"] == 24
    assert found["level"]["mean"] >= found["level_majority"]["mean"]
    assert found["skills_recall@3"]["mean"] > 0.9
