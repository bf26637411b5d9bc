"""What is watched, in the words of people."""

from django.utils.translation import gettext_lazy

from recommendations.models import Reading

FIGURES = {
    "active_learners": gettext_lazy("Active learners"),
    "events_a_learner": gettext_lazy("Events per active learner"),
    "courses": gettext_lazy("Published courses"),
    "new_courses": gettext_lazy("Courses published that day"),
    "click_through": gettext_lazy("Clicks per card seen"),
    "enrolments": gettext_lazy("Enrolments per active learner"),
    "completions": gettext_lazy("Completions per active learner"),
    "dismissals": gettext_lazy("Dismissals per card seen"),
    "top_score": gettext_lazy("Mean of the best score of a page"),
    "score_spread": gettext_lazy("Spread of the scores of a page"),
    "score_shape": gettext_lazy("Distribution of scores (PSI)"),
}


def name_of(reading: Reading) -> str:
    """A figure by its name for people."""
    return str(FIGURES.get(reading.name, reading.name))


def number(value: float | None) -> str:
    """A number of any size, short."""
    return "–" if value is None else f"{value:,.4g}"
