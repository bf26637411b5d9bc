"""Proposes skills, a level, prerequisites and a summary for a course; its people decide.

Nothing is applied by itself; what was decided once is not proposed again.
"""

from collections.abc import Iterator
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.graph import below
from courses.models import Course, Prerequisite, Skill
from courses.models.catalogue import links_below
from recommendations.audit import note
from recommendations.engine.features.evidence import Ground
from recommendations.engine.features.guesses import Guess, Guesser
from recommendations.engine.features.summary import summarise
from recommendations.models import ChangeKind, MetadataProposal, ProposalKind, ProposalStatus
from recommendations.sources.described import read_ground

# The least confidence that is offered: about one in two is right (`evaluate_proposals`).
SURE = 0.4
MOST = {ProposalKind.SKILL: 5, ProposalKind.PREREQUISITE: 3}


class ProposalRefusedError(ValueError):
    """A proposal that can no longer be applied; the text says why, to the person."""


def propose_for(course_id: int) -> int:
    """Look for proposals for one course, in the place of those that wait; returns how many."""
    ground, ids = read_ground(course_id)
    if course_id not in ids:
        return 0
    place = ids.index(course_id)
    guesser = Guesser.learn(ground, [row for row in range(len(ids)) if row != place])
    found = [*_guessed(ground, guesser, place), *_summary(course_id)]
    with transaction.atomic():
        decided = MetadataProposal.objects.about(course_id).decided().keys()
        MetadataProposal.objects.about(course_id).open().delete()
        new = [one for one in found if (one.kind, one.key) not in decided]
        MetadataProposal.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def accept(proposal: MetadataProposal, person: User) -> None:
    """Apply a proposal to its course. Raises ProposalRefusedError, and leaves all as it was."""
    course = proposal.course
    match proposal.kind:
        case ProposalKind.SKILL:
            course.skills.add(_skill(proposal))
        case ProposalKind.LEVEL:
            course.level = proposal.key
            course.save(update_fields=["level", "updated_at"])
        case ProposalKind.SUMMARY:
            course.subtitle = proposal.text
            course.save(update_fields=["subtitle", "updated_at"])
        case ProposalKind.PREREQUISITE:
            _require(course, int(proposal.key))
    _decide(proposal, person, ProposalStatus.ACCEPTED)


@transaction.atomic
def decline(proposal: MetadataProposal, person: User) -> None:
    """Have a proposal gone for good."""
    _decide(proposal, person, ProposalStatus.DECLINED)


def _decide(proposal: MetadataProposal, person: User, status: ProposalStatus) -> None:
    proposal.status, proposal.decided_by, proposal.decided_at = status, person, timezone.now()
    proposal.save(update_fields=["status", "decided_by", "decided_at"])
    facts = {"course": proposal.course_id, proposal.kind: proposal.text or proposal.key}
    before = {"status": ProposalStatus.OPEN.value}
    after = {"status": status.value, **facts}
    note(ChangeKind.CHANGED, person, proposal, before, after)


def _skill(proposal: MetadataProposal) -> Skill:
    found = Skill.objects.in_bulk([int(proposal.key)])
    if not found:
        raise ProposalRefusedError(_("There is no such skill any more."))
    return found[int(proposal.key)]


def _require(course: Course, requires: int) -> None:
    link = Prerequisite(course=course, requires_id=requires)
    try:
        link.full_clean()
    except ValidationError as error:
        raise ProposalRefusedError(" ".join(error.messages)) from error
    link.save()


def _guessed(ground: Ground, guesser: Guesser, place: int) -> Iterator[MetadataProposal]:
    course = ground.shelf.courses[place]
    skills = [one for one in guesser.skills(ground, place) if one.confidence >= SURE]
    new = [one for one in skills if int(one.key) not in course.skills]
    yield from _offered(ProposalKind.SKILL, new[: MOST[ProposalKind.SKILL]])
    levels = guesser.levels(ground, place)[:1]
    yield from _offered(
        ProposalKind.LEVEL,
        [one for one in levels if one.key != course.level and one.confidence >= SURE],
    )
    taught = course.skills | {int(one.key) for one in skills}
    known = below(links_below([course.id]), [course.id])
    before = [
        one
        for one in guesser.prerequisites(ground, place, frozenset(taught))
        if one.confidence >= SURE and int(one.key) not in known
    ]
    yield from _offered(ProposalKind.PREREQUISITE, before[: MOST[ProposalKind.PREREQUISITE]])


def _offered(kind: ProposalKind, guesses: list[Guess]) -> Iterator[MetadataProposal]:
    for one in guesses:
        yield MetadataProposal(
            course_id=one.course,
            kind=kind,
            key=one.key,
            confidence=min(1.0, one.confidence),
            because=dict(one.because),
        )


def _summary(course_id: int) -> Iterator[MetadataProposal]:
    """For a course that has none yet."""
    course = Course.objects.get(pk=course_id)
    found = None if course.subtitle else summarise(course.description)
    if found is not None:
        yield MetadataProposal(
            course_id=course_id,
            kind=ProposalKind.SUMMARY,
            key=sha256(found.text.encode()).hexdigest(),
            text=found.text,
            confidence=found.nearness,
        )
