"""Watching a video: where the learner was last, how far they got, and what they really saw."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Lesson, LessonProgress
from courses.progress import complete_lesson, open_lesson
from courses.streaks import note_learning_day
from tracking.ledger import emit

Part = tuple[float, float]  # seconds of the video, [from, to)

WATCHED_SHARE = 0.9  # of the video's length: from here on the lesson counts as done
FASTEST = 2.0  # what the player offers
MOST_PARTS = 100
LONGEST_SECONDS = 24 * 3600.0
# Clocks that differ by less are one clock and a slow network.
SKEW_SECONDS = 5.0
# Time that a browser may have played and not yet reported.
UNREPORTED_SECONDS = 15.0


class BadReportError(ValueError):
    """A report of a player that cannot be read; the text names the field."""


@dataclass(frozen=True)
class Report:
    """What a player says: where it is, since when that is true, what it played at which speed."""

    position: float
    at: datetime
    parts: tuple[Part, ...] = ()
    speed: float = 1.0


def read_report(fields: Mapping[str, str], *, now: datetime) -> Report:
    """Read the form that a player posts; raises BadReportError.

    `at` and `sent_at` are milliseconds of the browser's clock; when that clock is wrong, the
    age of the position still is right.
    """
    at, sent_at = (_number(fields, name, default=now.timestamp() * 1000) for name in _CLOCKS)
    skew = now.timestamp() - sent_at / 1000
    seconds = at / 1000 + (skew if abs(skew) > SKEW_SECONDS else 0.0)
    return Report(
        position=_number(fields, "position"),
        at=datetime.fromtimestamp(min(seconds, now.timestamp()), UTC),
        parts=_parts(fields.get("parts") or "[]"),
        speed=min(FASTEST, max(0.25, _number(fields, "speed", default=1.0))),
    )


@transaction.atomic
def watch(learner: User, lesson: Lesson, report: Report) -> LessonProgress:
    """Take a player's report: last = last writer, furthest = the maximum, watched = what is true.

    A report that arrives twice changes nothing, one that arrives late does not move the last
    position. Raises NotEnrolledError.
    """
    open_lesson(learner, lesson)
    progress = LessonProgress.objects.locked(learner, lesson)
    before, length = progress.watched_seconds, lesson.video_seconds or LONGEST_SECONDS
    position = min(max(0.0, report.position), length)
    if progress.position_at is None or report.at >= progress.position_at:
        progress.last_position, progress.position_at = position, report.at
    progress.furthest_position = max(progress.furthest_position, position)
    _credit(progress, report, length, timezone.now())
    progress.save()
    _note_quarters(learner, lesson, before, progress)
    is_watched = 0 < lesson.video_seconds * WATCHED_SHARE <= progress.watched_seconds
    return complete_lesson(learner, lesson) if is_watched else progress


def _credit(progress: LessonProgress, report: Report, length: float, now: datetime) -> None:
    """Add what was played, as far as the time since the last credit allows at that speed."""
    since = progress.credited_at or progress.started_at
    allowed = max(0.0, (now - since).total_seconds()) * report.speed
    fresh: list[Part] = []
    for start, end in report.parts:
        end = min(end, length)  # noqa: PLW2901
        start = max(start, 0.0, end - allowed)  # noqa: PLW2901
        if start < end:
            fresh.append((start, end))
            allowed -= end - start
    if not fresh:
        return
    spent = timedelta(seconds=sum(end - start for start, end in fresh) / report.speed)
    progress.credited_at = max(since + spent, now - timedelta(seconds=UNREPORTED_SECONDS))
    known = [(start, end) for start, end in progress.watched_parts]
    parts = merged([*known, *fresh])
    progress.watched_parts = [[round(start, 2), round(end, 2)] for start, end in parts]
    progress.watched_seconds = round(sum(end - start for start, end in parts), 2)


def merged(parts: Iterable[Part]) -> list[Part]:
    """The same seconds as parts in order and apart, the longest MOST_PARTS of them."""
    found: list[Part] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    longest = sorted(found, key=lambda part: part[0] - part[1])[:MOST_PARTS]
    return sorted(longest)


def _note_quarters(learner: User, lesson: Lesson, before: float, now: LessonProgress) -> None:
    """One event for each quarter of the video that was watched, or each minute of a longer one.

    So much makes the day one of learning too.
    """
    quarter = lesson.video_seconds / 4 or 60.0
    if int(now.watched_seconds / quarter) > int(before / quarter):
        emit(
            "video_progressed",
            learner=learner,
            target=lesson,
            value=now.watched_seconds,
            context={"position": now.last_position},
        )
        note_learning_day(learner)


_CLOCKS = ("at", "sent_at")


def _number(fields: Mapping[str, str], name: str, *, default: float | None = None) -> float:
    text = fields.get(name)
    if not text and default is not None:
        return default
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or not -1e14 < number < 1e14:
        raise BadReportError(f"{name}: must be a number")
    return number


def _parts(text: str) -> tuple[Part, ...]:
    try:
        pairs = tuple((float(start), float(end)) for start, end in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise BadReportError("parts: must be a list of pairs of seconds") from None
    if len(pairs) > MOST_PARTS or not all(math.isfinite(x) for pair in pairs for x in pair):
        raise BadReportError(f"parts: at most {MOST_PARTS} pairs of seconds")
    return pairs
