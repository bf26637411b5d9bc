"""Stated wishes become a learner's own interests, level or goal: offered, and kept on a yes alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.interests import set_interests, tell_profile_changed
from accounts.models import Level, User
from courses.goals import drop_goal, set_goal
from courses.models import Category, LearningGoal
from courses.models.paths import MOST_HOURS
from recommendations.ask.readers import Asker
from recommendations.ask.types import Intent, Reply
from recommendations.models import Remembered, RememberedKind
from recommendations.requests import renew_page

LOOKED_AT = 3  # courses of an answer that say which field it is about
MOST = 3
HOUR = 60


@dataclass(frozen=True)
class Offer:
    """Something that may be remembered, and how it is asked."""

    kind: RememberedKind
    value: str  # the slug of a category, or a level
    text: str
    hours: int = 0


def offers_for(reply: Reply, asker: Asker) -> list[Offer]:
    """What may be remembered of a question: only for learners who agreed, and nothing known."""
    learner, wish = asker.learner, reply.wish
    if learner is None or not learner.may_be_logged or reply.is_refusal:
        return []
    offers: list[Offer] = []
    topic = _field_of(reply, asker) if wish.intent in (Intent.FIND, Intent.LESSON) else None
    says_more = wish.is_aim or wish.weekly_minutes or wish.level_is_own
    if topic and says_more and topic.slug not in asker.standing.topics:
        text = _("Remember this: interested in {topic}?").format(topic=topic.name)
        offers.append(Offer(RememberedKind.INTEREST, topic.slug, text))
    if wish.level_is_own and wish.level and wish.level != learner.level:
        level = str(dict(Level.choices)[Level(wish.level)]).lower()
        text = _("Remember your level: {level}?").format(level=level)
        offers.append(Offer(RememberedKind.LEVEL, wish.level, text))
    if topic and wish.weekly_minutes and LearningGoal.objects.of(learner) is None:
        hours = max(1, min(MOST_HOURS, round(wish.weekly_minutes / HOUR)))
        text = ngettext(
            "Make it your goal: {topic}, {hours} hour a week?",
            "Make it your goal: {topic}, {hours} hours a week?",
            hours,
        ).format(topic=topic.name, hours=hours)
        offers.append(Offer(RememberedKind.GOAL, topic.slug, text, hours))
    return offers[:MOST]


@transaction.atomic
def remember(learner: User, kind: RememberedKind, value: str, hours: int) -> Remembered | None:
    """Keep one wish where the profile has its place; None where there is no such thing."""
    category = Category.objects.of_slug(value) if kind != RememberedKind.LEVEL else None
    match kind:
        case RememberedKind.LEVEL if value in Level.values:
            learner.level = value
            learner.save(update_fields=["level"])
            tell_profile_changed(learner)
        case RememberedKind.INTEREST if category:
            set_interests(learner, _topics(learner) | {category.slug})
        case RememberedKind.GOAL if category and 0 < hours <= MOST_HOURS:
            if LearningGoal.objects.of(learner) is not None:
                return None  # a goal is never replaced from here
            set_goal(learner, category, weekly_hours=hours)
        case _:
            return None
    level = value if kind == RememberedKind.LEVEL else ""
    kept, _is_new = Remembered.objects.update_or_create(
        learner=learner, kind=kind, category=category, level=level, defaults={"hours": hours}
    )
    renew_page(learner.pk)
    return kept


@transaction.atomic
def forget(one: Remembered) -> None:
    """Take a wish back, and with it what it put into the profile, where that still stands."""
    learner = one.learner
    if holds(one, learner):
        match one.kind:
            case RememberedKind.LEVEL:
                learner.level = ""
                learner.save(update_fields=["level"])
                tell_profile_changed(learner)
            case RememberedKind.INTEREST if one.category:
                set_interests(learner, _topics(learner) - {one.category.slug})
            case RememberedKind.GOAL:
                drop_goal(learner)
    one.delete()
    renew_page(learner.pk)


def remembered_by(learner: User) -> list[Remembered]:
    """What still stands in the profile because of a question."""
    return [one for one in Remembered.objects.of(learner) if holds(one, learner)]


def holds(one: Remembered, learner: User) -> bool:
    """Whether the profile still says so."""
    match one.kind:
        case RememberedKind.LEVEL:
            return learner.level == one.level
        case RememberedKind.INTEREST:
            return one.category is not None and one.category.slug in _topics(learner)
    goal = LearningGoal.objects.of(learner)
    return goal is not None and goal.category_id == one.category_id


def words_of(one: Remembered) -> str:
    """One wish in words."""
    match one.kind:
        case RememberedKind.LEVEL:
            level = str(dict(Level.choices).get(one.level, one.level)).lower()
            return _("Your level: {level}").format(level=level)
        case RememberedKind.INTEREST:
            return _("Interested in {topic}").format(topic=one.category)
    text = ngettext(
        "Goal: {topic}, {hours} hour a week", "Goal: {topic}, {hours} hours a week", one.hours
    )
    return text.format(topic=one.category, hours=one.hours)


def _topics(learner: User) -> set[str]:
    return set(learner.interests.values_list("topic", flat=True))


def _field_of(reply: Reply, asker: Asker) -> Category | None:
    """The category that is named, else the one that most of the first courses are in."""
    topic = reply.wish.topic.casefold()
    if not topic:
        return None
    known = Category.objects.by_id()
    named = [one for one in known.values() if _is_named(one, topic)]
    if named:
        return max(named, key=lambda one: len(one.name))
    first = [asker.catalogue[pk].category for pk in reply.courses[:LOOKED_AT]]
    return _majority([known[pk] for pk in first if pk in known])


def _is_named(one: Category, topic: str) -> bool:
    return any(name and name.casefold() in topic for name in (one.name_en, one.name_zh))


def _majority(categories: Sequence[Category]) -> Category | None:
    counts = Counter(one.pk for one in categories)
    best = counts.most_common(1)
    if not best or best[0][1] * 2 <= len(categories):
        return None
    return next(one for one in categories if one.pk == best[0][0])
