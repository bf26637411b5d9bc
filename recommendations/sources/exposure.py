"""The floor of exposure: every new course is to be seen so often before numbers may judge it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import models
from django.db.models import Sum
from django.utils import timezone

from courses.models import Course
from recommendations.models import CourseDay, ShownList

FLOOR = 100  # cards seen
FLOOR_DAYS = 30  # after its publication a course has so long to be seen so often
KEPT_SECONDS = 60
MOST_LISTS = 5_000
ROW = "firsts"


@dataclass(frozen=True)
class Exposure:
    """How often a new course was seen, and what came of it."""

    course: int
    title: str
    published_at: datetime
    seen: int
    clicks: int

    @property
    def lack(self) -> int:
        """How many more times it is to be seen."""
        return max(FLOOR - self.seen, 0)


@dataclass(frozen=True)
class Drawn:
    """What chance did for a course: how often it put it on a page, with what mean probability."""

    times: int
    chance: float


class Fresh(models.QuerySet[Course]):
    """Finds new courses."""

    def since(self, moment: datetime) -> list[tuple[int, str, datetime]]:
        """Id, title and publication of the courses that were published since, the latest first."""
        found = self.filter(status="published", published_at__gte=moment)
        fields = ("pk", "title", "published_at")
        return list(found.order_by("-published_at", "-pk").values_list(*fields))


class Seen(models.QuerySet[CourseDay]):
    """Reads how often courses were seen."""

    def of(self, ids: list[int]) -> dict[int, tuple[int, int]]:
        """Course -> cards seen and clicks, of all days."""
        found = self.filter(course_id__in=ids).values("course_id")
        sums = found.annotate(seen=Sum("impressions"), clicked=Sum("clicks"))
        return {row["course_id"]: (row["seen"], row["clicked"]) for row in sums}


class Lists(models.QuerySet[ShownList]):
    """Reads what was shown."""

    def rows_since(self, moment: datetime) -> models.QuerySet[ShownList, list[dict[str, object]]]:
        """The rows of the latest lists."""
        found = self.filter(shown_at__gte=moment).order_by("-shown_at")
        return found.values_list("rows", flat=True)[:MOST_LISTS]


def read_exposure() -> list[Exposure]:
    """Every new course, the latest first."""
    fresh = Fresh(Course).since(timezone.now() - timedelta(days=FLOOR_DAYS))
    seen = Seen(CourseDay).of([course for course, _title, _at in fresh])
    return [Exposure(*facts, *seen.get(facts[0], (0, 0))) for facts in fresh]


def read_lacking() -> dict[int, int]:
    """New course -> how many more times it is to be seen; those that reached the floor are out."""
    found: dict[int, int] | None = cache.get("recs:lacking")
    if found is None:
        found = {one.course: one.lack for one in read_exposure() if one.lack}
        cache.set("recs:lacking", found, KEPT_SECONDS)
    return found


def read_drawn() -> dict[int, Drawn]:
    """What chance did for each new course on the latest pages that were shown."""
    chances: dict[int, list[float]] = {}
    since = timezone.now() - timedelta(days=FLOOR_DAYS)
    for rows in Lists(ShownList).rows_since(since):
        for row in rows:
            cards: list[list[float]] = row["cards"] if row["key"] == ROW else []  # type: ignore[assignment]
            for course, chance, *_rest in cards:
                chances.setdefault(int(course), []).append(float(chance))
    return {course: Drawn(len(all_), sum(all_) / len(all_)) for course, all_ in chances.items()}
