"""What learners say of themselves, and the moment of a request, as the engine's context."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Interest, User
from recommendations.engine.arrays import Array, Longs
from recommendations.engine.context import context_of
from recommendations.sources.people import Standing
from recommendations.sources.whereabouts import Whereabouts

PHONE = ("iphone", "ipod", "mobile")
TABLET = ("ipad", "tablet", "android")  # an Android phone says "mobile" as well
FIELDS = ("pk", "language", "level", "goal")


@dataclass(frozen=True)
class Moment:
    """When somebody asks for a page, on their own clock, on what, and coming from where."""

    hour: int
    weekday: int
    device: str
    came_from: Whereabouts | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Moment":
        """The moment of a request, in the time zone that is active in it."""
        now, device = timezone.localtime(), device_of(request.headers.get("user-agent", ""))
        return cls(now.hour, now.weekday(), device, Whereabouts.of(request))


def device_of(user_agent: str) -> str:
    """What kind of device a browser says that it runs on, "" where it does not say."""
    said = user_agent.lower()
    if any(word in said for word in PHONE) and "ipad" not in said:
        return "phone"
    if any(word in said for word in TABLET):
        return "tablet"
    return "desktop" if said else ""


def profile_context(
    learners: Longs, standings: Mapping[int, Standing], moment: Moment | None = None
) -> dict[str, Array]:
    """The profiles of learners whose standing was read, row for row."""
    found = [standings.get(learner) or Standing() for learner in learners.tolist()]
    context = context_of(
        language=[standing.language for standing in found],
        level=[standing.level for standing in found],
        goal=[standing.goal for standing in found],
        interests=[standing.topics for standing in found],
        now=np.full(len(found), int(timezone.now().timestamp())),
    )
    if moment is not None:
        context |= context_of(
            hour=np.full(len(found), moment.hour),
            weekday=np.full(len(found), moment.weekday),
            device=np.full(len(found), moment.device),
        )
    return context


def read_profiles(learners: Longs) -> dict[str, Array]:
    """The profiles of all these learners, for training: two queries, however many they are."""
    wanted = set(learners.tolist())
    standings: dict[int, Standing] = defaultdict(Standing)
    for pk, language, level, goal in User.objects.values_list(*FIELDS).iterator(10_000):
        if pk in wanted:
            standings[pk] = Standing(language=language, level=level, goal=goal)
    topics = Interest.objects.order_by("pk").values_list("learner_id", "topic")
    for learner, topic in topics.iterator(10_000):
        if learner in wanted:
            standings[learner].topics.append(topic)
    context = profile_context(learners, standings)
    del context["now"]  # a moment of asking: training has none
    return context
