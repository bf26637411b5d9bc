"""What the learners of each arm did since they were exposed: two statements, whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from django.db import connection

from recommendations.experiments.statistics.samples import Numbers, Sample
from recommendations.models import Experiment, Exposure, Metric, ShownList
from tracking.models import LearnerDay

BEFORE_DAYS = 28  # of a learner's past that CUPED reads
RETURN_DAYS = 7
COUNTS = ("impressions", "clicks", "enrolments", "lesson_starts", "completions", "dismissals")
LOWER_IS_BETTER = {Metric.DISMISSALS, Metric.LATENCY}

_EXPOSURE = Exposure._meta.db_table
_DAYS = LearnerDay._meta.db_table
_SHOWN = ShownList._meta.db_table


@dataclass(frozen=True)
class Figures:
    """One entry a learner who was exposed."""

    arms: npt.NDArray[np.int64]
    propensity: Numbers
    since: Mapping[str, Numbers]  # counts from the day of exposure on
    before: Mapping[str, Numbers]  # counts of the four weeks before the experiment
    returned: Numbers  # 1 = came back within a week, NaN = the week is not over
    milliseconds: Numbers
    pages: Numbers

    def learners(self, arm: int) -> int:
        """How many learners an arm has."""
        return int((self.arms == arm).sum())

    def sample(self, metric: str, arm: int, *, is_weighed: bool = False) -> Sample:
        """One metric of one arm; `is_weighed` where the chances of the arms changed meanwhile."""
        top, bottom, past, kept = self._parts(metric)
        mine = kept & (self.arms == arm)
        weight = 1 / self.propensity[mine] if is_weighed else None
        return Sample.of(top[mine], bottom[mine], past[mine], weight)

    def _parts(self, metric: str) -> tuple[Numbers, Numbers, Numbers, npt.NDArray[np.bool_]]:
        ones, everyone = np.ones(len(self.arms)), np.ones(len(self.arms), dtype=bool)
        match metric:
            case Metric.CLICK_THROUGH:
                shown = self.since["impressions"]
                return self.since["clicks"], shown, self.before["clicks"], shown > 0
            case Metric.RETURNS:
                is_over = ~np.isnan(self.returned)
                return np.nan_to_num(self.returned), ones, self.before["clicks"], is_over
            case Metric.LATENCY:
                return self.milliseconds, self.pages, np.zeros(len(ones)), self.pages > 0
            case _:
                return self.since[metric], ones, self.before[metric], everyone


def read_figures(experiment: Experiment, today: date) -> Figures:
    """The figures of all learners who were exposed up to today."""
    begins = experiment.started_at.date() if experiment.started_at else today
    ends = experiment.stopped_at.date() if experiment.stopped_at else today
    with connection.cursor() as cursor:
        facts: dict[str, int | date] = {
            "experiment": experiment.pk,
            "begins": begins,
            "early": begins - timedelta(days=BEFORE_DAYS),
            "ends": ends,
        }
        cursor.execute(_days_statement(), facts)
        rows = cursor.fetchall()
        cursor.execute(_pages_statement(), {"experiment": experiment.pk})
        pages = {learner: (total, count) for learner, total, count in cursor.fetchall()}
    return _figures(rows, pages, today)


def _figures(
    rows: list[tuple[object, ...]], pages: Mapping[int, tuple[float, int]], today: date
) -> Figures:
    columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else []
    if not columns:
        columns = [np.zeros(0)] * (5 + 2 * len(COUNTS))
    arms, learners, propensity, exposed, back, *counts = columns
    numbers = [np.nan_to_num(np.asarray(column, np.float64)) for column in counts]
    half = len(COUNTS)
    is_over = np.array([(today - _date(day)).days > RETURN_DAYS for day in exposed], dtype=bool)
    times = np.array([pages.get(int(one), (0.0, 0)) for one in learners.tolist()]).reshape(-1, 2)
    return Figures(
        arms=np.asarray(arms, np.int64),
        propensity=np.maximum(np.asarray(propensity, np.float64), 1e-6),
        since=dict(zip(COUNTS, numbers[:half], strict=True)),
        before=dict(zip(COUNTS, numbers[half:], strict=True)),
        returned=np.where(is_over, np.nan_to_num(np.asarray(back, np.float64)) > 0, np.nan),
        milliseconds=np.asarray(times[:, 0], np.float64),
        pages=np.asarray(times[:, 1], np.float64),
    )


def _date(day: object) -> date:
    return day if isinstance(day, date) else date.fromisoformat(str(day))


def _days_statement() -> str:
    exposed = _day("x.first_at")
    since = [f"SUM(CASE WHEN d.day >= {exposed} THEN d.{name} END)" for name in COUNTS]
    before = [f"SUM(CASE WHEN d.day < %(begins)s THEN d.{name} END)" for name in COUNTS]
    back = (
        f"SUM(CASE WHEN d.day > {exposed} AND d.day <= {_day('x.first_at', RETURN_DAYS)} "
        "AND d.events > 0 THEN 1 END)"
    )
    return f"""
        SELECT x.arm_id, x.learner_id, x.propensity, {exposed}, {back}, {", ".join(since + before)}
        FROM {_EXPOSURE} x
        LEFT JOIN {_DAYS} d ON d.learner_id = x.learner_id
            AND d.day >= %(early)s AND d.day <= %(ends)s
        WHERE x.experiment_id = %(experiment)s AND x.learner_id IS NOT NULL
        GROUP BY x.id, x.arm_id, x.learner_id, x.propensity, x.first_at
    """  # noqa: S608 (only names of this module are put in)


def _pages_statement() -> str:
    return f"""
        SELECT s.learner_id, SUM(s.milliseconds), COUNT(*)
        FROM {_SHOWN} s JOIN {_EXPOSURE} x
            ON x.learner_id = s.learner_id AND s.shown_at >= x.first_at
        WHERE x.experiment_id = %(experiment)s GROUP BY s.learner_id
    """  # noqa: S608


def _day(moment: str, later: int = 0) -> str:
    """The UTC day of a moment, or so many days later."""
    if connection.vendor == "postgresql":
        return f"(({moment} AT TIME ZONE 'UTC')::date + {later})"
    return f"date({moment}, '+{later} day')"
