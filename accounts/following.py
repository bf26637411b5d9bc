"""Who follows whom: only who allows it can be followed, and who is blocked sees nothing."""

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.dispatch import Signal

from accounts.models import Block, Follow, Role, User

MOST_FOUND = 20
MOST_FOLLOWED = 500  # by one person
FEWEST_LETTERS = 2

# Sent after the commit with `learner_ids`: those who see another page from now on.
company_changed = Signal()


class NotFollowableError(ValueError):
    """Somebody who cannot be followed by this person; nothing is said of why."""


class Seen(models.QuerySet[User]):
    """Finds people whom others may see."""

    def seen_by(self, reader: User | None) -> "Seen":
        """Instructors, and learners who allow it, without those who blocked the reader."""
        is_open = Q(is_followable=True) | Q(role=Role.INSTRUCTOR)
        people = self.filter(is_open, is_active=True)
        if reader is None:
            return people.filter(role=Role.INSTRUCTOR)
        blocked_me = Block.objects.filter(person=OuterRef("pk"), other=reader)
        return people.filter(~Exists(blocked_me))

    def includes(self, person: User) -> bool:
        """Whether this person is among them."""
        return self.filter(pk=person.pk).exists()

    def found(self, reader: User, words: str) -> list[User]:
        """Whom the reader may see by a part of their name."""
        if len(words) < FEWEST_LETTERS:
            return []
        others = self.seen_by(reader).exclude(pk=reader.pk).filter(display_name__icontains=words)
        return list(others.order_by("display_name", "pk")[:MOST_FOUND])


def may_follow(person: User, other: User) -> bool:
    """Whether a person may begin to follow another one."""
    if person.pk == other.pk or Block.objects.by(person).on(other).exists():
        return False
    return Seen(User).seen_by(person).includes(other)


@transaction.atomic
def follow(person: User, other: User) -> None:
    """Follow somebody; twice is once. Raises NotFollowableError."""
    if not may_follow(person, other) or Follow.objects.by(person).count() >= MOST_FOLLOWED:
        raise NotFollowableError
    Follow.objects.get_or_create(person=person, other=other)
    _tell([person.pk])


@transaction.atomic
def unfollow(person: User, other: User) -> None:
    """Follow somebody no longer."""
    Follow.objects.by(person).on(other).delete()
    _tell([person.pk])


@transaction.atomic
def block(person: User, other: User) -> None:
    """Hide from somebody: neither follows the other any longer."""
    if person.pk == other.pk:
        return
    Block.objects.get_or_create(person=person, other=other)
    Follow.objects.between(person, other).delete()
    _tell([person.pk, other.pk])


@transaction.atomic
def unblock(person: User, other: User) -> None:
    """Hide from somebody no longer; follows that were there do not come back."""
    Block.objects.by(person).on(other).delete()


@transaction.atomic
def remove_follower(person: User, follower: User) -> None:
    """Be no longer followed by somebody, who may ask again."""
    unfollow(follower, person)


@transaction.atomic
def allow_followers(person: User, *, is_allowed: bool) -> None:
    """Let others follow this person, or nobody: then followers of the learner are gone at once."""
    if person.is_followable == is_allowed:
        return
    person.is_followable = is_allowed
    person.save(update_fields=["is_followable"])
    followers = Follow.objects.about(person)
    _tell(list(followers.values_list("person_id", flat=True)))
    if not is_allowed and person.role != Role.INSTRUCTOR:
        followers.delete()


@transaction.atomic
def follow_nobody(person: User) -> None:
    """Take a person out of all company, theirs and others'."""
    followers = list(Follow.objects.about(person).values_list("person_id", flat=True))
    Follow.objects.around(person).delete()
    Block.objects.around(person).delete()
    _tell(followers)


def tell_followers(person: User) -> None:
    """What this person studies is seen no longer, or again, by those who follow them."""
    _tell(list(Follow.objects.about(person).values_list("person_id", flat=True)))


def is_followed_by(person: User, reader: User | None) -> bool:
    """Whether the reader follows this person."""
    return reader is not None and Follow.objects.by(reader).on(person).exists()


def _tell(learner_ids: list[int]) -> None:
    """After the commit, tell whoever builds pages from the company that learners keep."""
    transaction.on_commit(
        lambda: company_changed.send_robust(User, learner_ids=learner_ids), robust=True
    )
