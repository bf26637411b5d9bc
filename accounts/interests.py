"""The fields a learner cares about; which fields exist, another app tells."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.dispatch import Signal

from accounts.models import Interest, User

Choices = list[tuple[str, str]]

# Sent after the commit with `learner`, when what shapes a homepage changed in the profile.
profile_changed = Signal()

_topics: list[Callable[[], Choices]] = []


def register_topics(choices: Callable[[], Choices]) -> None:
    """Name the function that gives the topics as (slug, name in the reader's language)."""
    _topics[:] = [choices]


def topic_choices() -> Choices:
    """The topics that a learner may choose from."""
    return _topics[0]() if _topics else []


@transaction.atomic
def set_interests(learner: User, topics: Iterable[str]) -> None:
    """Make these the learner's interests; those that stay keep their date."""
    wanted = set(topics)
    kept = {interest.topic: interest for interest in learner.interests.all()}
    for topic in kept.keys() - wanted:
        kept[topic].delete()
    Interest.objects.bulk_create(
        Interest(learner=learner, topic=topic) for topic in sorted(wanted - kept.keys())
    )
    tell_profile_changed(learner)


def tell_profile_changed(learner: User) -> None:
    """After the commit, tell whoever builds pages from the profile."""
    transaction.on_commit(lambda: profile_changed.send_robust(User, learner=learner), robust=True)
