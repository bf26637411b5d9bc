"""How ready a learner is: an estimate of success for each skill, from their answers to quizzes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from courses.models import Course, SkillLink, TracingFit
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


@dataclass(frozen=True)
class Hint:
    """That a course is probably too hard or too easy for a learner, and the skills that say so."""

    is_hard: bool
    skills: list[str]


def hint_about(course: Course, learner_id: int) -> Hint | None:
    """What a learner's answers say of a course; None where they say nothing."""
    readiness = readiness_of(learner_id)
    known = readiness.estimates
    if not known:
        return None
    teaches = {skill.pk: skill.name for skill in course.skills.all()}
    links = SkillLink.objects.accepted().of_skills(teaches).select_related("requires")
    ground = {one.requires_id: one.requires.name for one in links}
    builds_on = {skill: name for skill, name in ground.items() if skill not in teaches}
    match readiness.fit_of(teaches, builds_on):
        case Fit.STRETCH:
            shaky = [name for skill, name in builds_on.items() if known.get(skill, 1.0) < WEAK]
            return Hint(is_hard=True, skills=shaky)
        case Fit.EASY:
            return Hint(is_hard=False, skills=list(teaches.values()))
    return None


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
