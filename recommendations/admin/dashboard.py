"""The first page of the admin: real numbers of the site, the recommender and its processes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from recommendations import preview
from recommendations.admin.keeping import until_next
from recommendations.admin.plot import plot_of
from recommendations.admin.progress import Progress, progress_of
from recommendations.admin.words import recent_plots
from recommendations.drift.names import name_of, number
from recommendations.homepage.steps import read_steps
from recommendations.homepage.types import Step
from recommendations.models import CachedPage, Reading, TrainingRun, Version
from recommendations.queues import read_queues
from recommendations.serving.live import Versions
from tracking import spool
from tracking.models import DailyActivity
from tracking.tallies import ACCEPTED, DUPLICATE, INTAKE, REFUSALS

PLOT_DAYS = 60
ALARM_DAYS = 2
MAY_SEE = "recommendations.view_trainingrun"
STEPS: dict[str, str] = {
    Step.CACHED: gettext_noop("From what was stored"),
    Step.COMPUTED: gettext_noop("Computed in the request"),
    Step.POPULAR: gettext_noop("Popular and new courses"),
    Step.CATALOGUE: gettext_noop("The catalogue"),
}


INTAKE_WORDS: dict[str, str] = {
    ACCEPTED: gettext_noop("Written to the ledger"),
    DUPLICATE: gettext_noop("There already: sent twice, counted once"),
    "field": gettext_noop("Refused: a field was wrong"),
    "too_large": gettext_noop("Refused: too many at once"),
    "expired": gettext_noop("Refused: the session had expired"),
    "bot": gettext_noop("Not logged: a bot"),
    "consent": gettext_noop("Not logged: no consent"),
}
SPANS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))


class Days(models.QuerySet[DailyActivity]):
    """Counts of the roll-ups."""

    def events_by_day(self, since: date) -> dict[date, int]:
        """Events a day after `since`; days are UTC."""
        days = self.filter(day__gt=since).order_by().values("day")
        return {row["day"]: row["n"] for row in days.annotate(n=Sum("events"))}


class Learners(models.QuerySet[User]):
    """Counts of people."""

    def learning(self) -> "Learners":
        """People who are here to learn: neither staff nor instructors."""
        return self.filter(is_active=True, is_staff=False)

    def agreed(self) -> "Learners":
        """Of these, those who agreed to personalisation."""
        return self.filter(consents_to_personalisation=True)


class Stored(models.QuerySet[CachedPage]):
    """Counts of stored pages."""

    def made_since(self, moments: list[datetime]) -> list[int]:
        """How many were made since each of the moments: one query."""
        counts = {
            str(place): Count("pk", filter=Q(built_at__gte=moment))
            for place, moment in enumerate(moments)
        }
        found = self.aggregate(**counts)
        return [found[str(place)] for place in range(len(moments))]


@dataclass(frozen=True)
class Share:
    """How many pages one step of the serving order answered."""

    step: str
    name: str
    count: int
    percent: int


@dataclass(frozen=True)
class LiveVersion:
    """A version that serves, and for how long."""

    version: Version
    age: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the first page shows to those who may see how the recommender does."""
    if not request.user.has_perm(MAY_SEE):
        return context
    today = timezone.now().date()
    days = until_next("roll_up", ("days", today), partial(_events_by_day, today))
    people = Learners(User).learning()
    return context | {
        "figures": {
            "learners": people.count(),
            "events_today": days.get(today, 0),
            "pages": CachedPage.objects.count(),
            "spooled": spool.pending(),
        },
        "agreed_words": _agreed(people.agreed().count()),
        "may_preview": request.user.has_perm(preview.MAY_PREVIEW),
        "plot": plot_of(days, today, PLOT_DAYS),
        "shares": shares_of(read_steps()),
        "intake": intake_of(INTAKE.read([ACCEPTED, DUPLICATE, *REFUSALS])),
        "freshness": freshness(),
        "live": [LiveVersion(one, _age(one.published_at)) for one in Versions(Version).live()],
        "last_run": _last_run(),
        "queues": read_queues(),
        "alarms": alarms_of(today),
        "words": recent_plots(),
    }


def _events_by_day(today: date) -> dict[date, int]:
    return Days(DailyActivity).events_by_day(today - timedelta(days=PLOT_DAYS))


def shares_of(counts: dict[str, int]) -> list[Share]:
    """Each step with its share of all pages."""
    total = sum(counts.values())
    return [
        Share(step, _(STEPS[step]), count, round(100 * count / total) if total else 0)
        for step, count in counts.items()
    ]


def intake_of(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What became of today's events, in words; reasons that did not occur are left out."""
    return [
        (_(INTAKE_WORDS[name]), count)
        for name, count in counts.items()
        if count or name in (ACCEPTED, DUPLICATE)
    ]


def freshness() -> list[tuple[str, int]]:
    """How many stored pages were made within the last hour, day and week, and before."""
    now = timezone.now()
    found = Stored(CachedPage).made_since([now - span for span in SPANS])
    total = CachedPage.objects.count()
    counts = [*found, total]
    names = (_("the last hour"), _("the last day"), _("the last week"), _("ever"))
    return list(zip(names, counts, strict=True))


def _agreed(count: int) -> str:
    words = ngettext("%(n)s agreed to personalisation", "%(n)s agreed to personalisation", count)
    return words % {"n": f"{count:,}"}


def _age(moment: datetime | None) -> str:
    return timesince(moment, depth=1) if moment else "–"


def alarms_of(today: date) -> list[tuple[str, str, str]]:
    """What left its past in the last days: figure, value, and what it usually is."""
    found = Reading.objects.between(today - timedelta(days=ALARM_DAYS), today).alarming()
    return [(name_of(one), number(one.value), number(one.usual)) for one in found]


def _last_run() -> tuple[TrainingRun, Progress] | None:
    run = TrainingRun.objects.first()
    return (run, progress_of(run)) if run else None
