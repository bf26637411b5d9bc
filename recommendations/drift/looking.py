"""The daily look: yesterday against the four weeks before; staff are told of what is unusual."""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from django.core.mail import send_mail
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from recommendations.drift.distance import LEAST_DAYS, MOST_PSI, MOST_Z, robust_z, stability
from recommendations.drift.figures import courses_now, figures_by_day, page_scores, shape_of
from recommendations.drift.names import name_of, number
from recommendations.models import Reading
from recommendations.permissions import VIEW

logger = logging.getLogger(__name__)

PAST_DAYS = 28
SHAPE = "score_shape"


class Staff(models.QuerySet[User]):
    """Finds whom to tell."""

    def watching(self) -> list[User]:
        """Staff who may see the recommender."""
        people = self.filter(is_staff=True, is_active=True).order_by("pk")
        return [person for person in people if person.has_perm(VIEW)]


def look_for_drift(day: date | None = None) -> list[Reading]:
    """Read one day (else yesterday), keep its figures, and tell staff of each new alarm."""
    day = day or timezone.now().date() - timedelta(days=1)
    known = {one.name for one in Reading.objects.on(day) if one.is_alarm}
    days = figures_by_day(day - timedelta(days=PAST_DAYS), day)
    today = days.pop(day)
    began = _first_day(days)
    past = {name: [found[name] for at, found in days.items() if at >= began] for name in today}
    readings = [_kept(day, name, value, past[name]) for name, value in today.items()]
    stored = [("courses", float(courses_now())), *_scores()]
    readings += [_kept(day, name, value, _stored(day, name)) for name, value in stored]
    alarms = [one for one in readings if one.is_alarm]
    if shape := _shape(day):
        alarms += [shape] if shape.is_alarm else []
    _tell([one for one in alarms if one.name not in known])
    return alarms


def _first_day(days: dict[date, dict[str, float]]) -> date:
    """When learners were first there: a site younger than four weeks has a shorter past."""
    busy = [day for day, found in days.items() if found["active_learners"]]
    return min(busy, default=max(days))


def _kept(day: date, name: str, value: float, past: list[float]) -> Reading:
    found = robust_z(value, past)
    usual, distance = found or (None, None)
    return _store(day, name, value, usual, distance, is_alarm=abs(distance or 0.0) > MOST_Z)


def _stored(day: date, name: str) -> list[float]:
    """What the same figure was in the weeks before."""
    before = Reading.objects.of(name).between(day - timedelta(days=PAST_DAYS), day)
    return [one.value for one in before if one.value is not None]


def _scores() -> list[tuple[str, float]]:
    """Mean of the best score and of the spread; nothing where no page has scores."""
    best, spread = page_scores()
    if not len(best):
        return []
    return [("top_score", float(best.mean())), ("score_spread", float(spread.mean()))]


def _shape(day: date) -> Reading | None:
    """How the best scores are distributed, over the bins of the weeks before."""
    best, _spread = page_scores()
    if not len(best):
        return None
    before = list(Reading.objects.of(SHAPE).between(day - timedelta(days=PAST_DAYS), day))
    edges = before[-1].detail["edges"] if before else None
    shape = shape_of(best, edges)
    same = [one.detail["shares"] for one in before if one.detail["edges"] == shape["edges"]]
    distance = None
    if len(same) >= LEAST_DAYS:
        distance = stability(shape["shares"], np.mean(same, axis=0).tolist())
    is_alarm = (distance or 0.0) > MOST_PSI
    reading = _store(day, SHAPE, distance, None, distance, is_alarm=is_alarm)
    reading.detail = shape
    reading.save(update_fields=["detail"])
    return reading


def _store(
    day: date,
    name: str,
    value: float | None,
    usual: float | None,
    distance: float | None,
    *,
    is_alarm: bool,
) -> Reading:
    facts = {"value": value, "usual": usual, "distance": distance, "is_alarm": is_alarm}
    reading, _is_new = Reading.objects.update_or_create(day=day, name=name, defaults=facts)
    return reading


def _tell(alarms: Iterable[Reading]) -> None:
    """One mail to each member of staff who may see the recommender, in their language."""
    alarms = list(alarms)
    if not alarms:
        return
    for person in Staff(User).watching():
        with translation.override(person.language or "en"):
            lines = [
                _("%(figure)s: %(value)s, usually %(usual)s")
                % {"figure": name_of(one), "value": number(one.value), "usual": number(one.usual)}
                for one in alarms
            ]
            day = alarms[0].day.isoformat()
            subject = _("The recommender drifts: %(day)s") % {"day": day}
            body = "\n".join(
                [*lines, "", _("Open “Drift” in the staff room for the weeks before.")]
            )
        try:
            send_mail(subject, body, None, [person.email])
        except OSError as error:
            logger.warning("The alarm could not be mailed to %s: %s", person.pk, error)
