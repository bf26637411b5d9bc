"""How ready a learner is: an estimate of success for each skill, from their answers to quizzes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from courses.models import TracingFit
from recommendations.engine.evaluation.tracing import Report, report_on
from recommendations.engine.tracing import Tally, Tracing, fit_tracing, tallies_of
from recommendations.paths.types import FIRM, WEAK, Fit
from recommendations.sources.answers import answers_of, has_simulated_learners, read_answers

FEWEST_ANSWERS = 3  # on a skill, before anything is said about it


@dataclass(frozen=True)
class Readiness:
    """One learner's answers so far, and the model that reads them."""

    tracing: Tracing = field(default_factory=Tracing)
    tally: Tally = field(default_factory=Tally)

    def chance(self, skill: int) -> float:
        """How likely they answer a question on a skill right."""
        return self.tracing.chance(self.tally, skill)

    @property
    def estimates(self) -> Mapping[int, float]:
        """The chance on each skill that they answered enough questions on."""
        skills = {*self.tally.right, *self.tally.wrong}
        enough = [one for one in sorted(skills) if self.tally.seen(one) >= FEWEST_ANSWERS]
        return {skill: self.chance(skill) for skill in enough}

    def fit_of(self, teaches: Iterable[int], builds_on: Iterable[int]) -> Fit:
        """How a course suits: hard where what it builds on is shaky, easy where it is all firm."""
        known = self.estimates
        if any(known.get(skill, 1.0) < WEAK for skill in builds_on):
            return Fit.STRETCH
        own = [known.get(skill, 0.0) >= FIRM for skill in teaches]
        return Fit.EASY if own and all(own) else Fit.FITS


def readiness_of(learner_id: int) -> Readiness:
    """A learner's readiness now: three queries."""
    tallies = tallies_of(answers_of(learner_id))
    return Readiness(read_tracing(), tallies.get(learner_id, Tally()))


def read_tracing() -> Tracing:
    """The model as it was fitted last; before that, one that knows of no skill in particular."""
    fit = TracingFit.objects.latest_fit()
    if fit is None:
        return Tracing()
    easiness = {int(skill): value for skill, value in fit.easiness.items()}
    return Tracing(fit.level, easiness, tuple(fit.weights))


def fit_readiness() -> Report:
    """Fit to all answers, keep the weights with the report on held-out learners."""
    answers = read_answers()
    report = replace(report_on(answers), is_synthetic=has_simulated_learners())
    if len(answers):
        tracing = fit_tracing(answers)
        TracingFit.objects.all().delete()
        TracingFit.objects.create(
            level=tracing.level,
            weights=list(tracing.weights),
            easiness=tracing.easiness,
            report=report.as_json(),
        )
    return report
