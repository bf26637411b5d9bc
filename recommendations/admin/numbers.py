"""How every number of the admin comes about: one page, to which the numbers link."""

from dataclasses import dataclass

from django.contrib.admin import site
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

MAY_SEE = "recommendations.view_trainingrun"


@dataclass(frozen=True)
class Number:
    """A number, what it says, and from which table."""

    key: str
    name: str
    told: str
    source: str


NUMBERS = (
    Number(
        "events", gettext_noop("Events a day"),
        gettext_noop(
            "Events of learners with courses, by the day (UTC) on which they happened. A learner's "
            "day with a course is one row, counted anew when a late event arrives."
        ),
        "tracking_dailyactivity",
    ),
    Number(
        "steps", gettext_noop("How pages were served"),
        gettext_noop(
            "Each homepage is counted once, by the first step that could answer: what was stored, "
            "computed in the request, popular and new courses, the catalogue. Counted in the cache; "
            "each process hands its counts over every five seconds."
        ),
        "cache",
    ),
    Number(
        "intake", gettext_noop("What became of events"),
        gettext_noop(
            "Written: new in the ledger. There already: the same id came again and changed nothing. "
            "Refused and not logged: by reason, one for each request or event."
        ),
        "cache",
    ),
    Number(
        "ndcg", "NDCG@10",
        gettext_noop(
            "Of each learner asked, the last course is hidden and looked for among all courses, those "
            "taken before left out. Found at place k it counts 1 / log2(k + 1), beyond 10 nothing; the "
            "mean over learners. Brackets: 95 % interval by bootstrap over learners."
        ),
        "recommendations_trainingrun.metrics",
    ),
    Number(
        "hit_rate", "HR@10",
        gettext_noop("The share of the same learners whose hidden course stands in the first ten."),
        "recommendations_trainingrun.metrics",
    ),
    Number(
        "coverage", gettext_noop("Coverage"),
        gettext_noop(
            "The share of the catalogue that stands in anybody's first ten; online, the share that "
            "anybody saw."
        ),
        "recommendations_trainingrun.metrics · recommendations_courseday",
    ),
    Number(
        "rates", gettext_noop("Rates of cards"),
        gettext_noop(
            "Clicks, enrolments, lessons started, completions and dismissals, each divided by the "
            "cards seen. A card is seen when half of it stood on the screen for a second. What happens "
            "on a course's own pages is credited to the last card of it that the learner clicked in "
            "the seven days before. Limits of clicks: Wilson, 95 %, cards taken to be independent."
        ),
        "recommendations_listday",
    ),
    Number(
        "gini", gettext_noop("Gini"),
        gettext_noop(
            "How unequally cards are spread over courses: 0 = all alike, 1 = one course has them all. "
            "From the Lorenz curve of cards seen, courses that nobody saw included."
        ),
        "recommendations_courseday",
    ),
    Number(
        "novelty", gettext_noop("Novelty"),
        gettext_noop(
            "The mean of -log2 of a course's share of all enrolments (one added to each course), over "
            "cards seen: the rarer the courses that are shown, the higher."
        ),
        "recommendations_courseday",
    ),
    Number(
        "new_share", gettext_noop("New courses' share"),
        gettext_noop("The share of cards seen that went to courses published in the last 30 days."),
        "recommendations_courseday",
    ),
    Number(
        "effects", gettext_noop("Effects of experiments"),
        gettext_noop(
            "The arm's value over the control's, minus one, counted for each learner from the first "
            "page on that could differ. Ratios by the delta method; what the four weeks before foretell "
            "is taken out (CUPED). Always-valid limits: a mixture sequential test."
        ),
        "recommendations_exposure · tracking_learnerday",
    ),
    Number(
        "what_if", gettext_noop("What another version would have earned"),
        gettext_noop(
            "From places to which chance gave a card: each counts by how much likelier the other "
            "version was to show that card there. Doubly robust: a model of clicks by place and course "
            "answers for the rest."
        ),
        "recommendations_shownlist",
    ),
    Number(
        "freshness", gettext_noop("Stored pages made within"),
        gettext_noop("Stored pages by the time since a worker or a request computed them."),
        "recommendations_cachedpage",
    ),
)  # fmt: skip


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def numbers(request: HttpRequest) -> HttpResponse:
    """The page."""
    shown = [Number(one.key, _(one.name), _(one.told), one.source) for one in NUMBERS]
    context = {"title": _("How numbers come about"), "numbers": shown}
    return render(
        request, "admin/recommendations/numbers.html", {**site.each_context(request), **context}
    )
