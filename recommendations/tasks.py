"""What workers do: each task calls one function and may be done twice without harm."""

import contextlib

from celery import shared_task

from recommendations import locks
from recommendations.drift.looking import look_for_drift as watch
from recommendations.experiments.readings import read_all
from recommendations.experiments.what_if import estimate_all
from recommendations.feedback import count_feedback
from recommendations.homepage.beside import keep_pages
from recommendations.homepage.refresh import begin_refresh, fail_refresh, refresh_learner
from recommendations.homepage.refresh import refresh_shard as refresh_one_shard
from recommendations.homepage.showing import forget_shown
from recommendations.homepage.waves import go_on, hand_out
from recommendations.language import tasks as language  # noqa: F401 - tasks of its own
from recommendations.models import RefreshRun, RefreshShard, RunStatus
from recommendations.paths.readiness import fit_readiness
from recommendations.requests import begin_page
from recommendations.serving.comparison import compare
from recommendations.serving.inside import look_inside
from recommendations.serving.local import explain_locally
from recommendations.serving.welcoming import place_courses
from recommendations.sources.alike import find_alike
from recommendations.sources.online import count_lately
from recommendations.training.freshness import train_if_changed
from recommendations.training.launch import train_apart
from recommendations.training.tuning import tune_apart
from recommendations.understanding import tasks as understanding  # noqa: F401 - tasks of its own
from recommendations.understanding.proposals import propose_for
from recommendations.understanding.sentiment import weigh_all, weigh_course


@shared_task(name="recommendations.retrain")
def retrain(run_id: int | None = None) -> int:
    """Train every enabled algorithm on a fresh snapshot, in a process of its own."""
    return train_apart(run_id)


@shared_task(name="recommendations.tune")
def tune(arguments: list[str]) -> int:
    """Take part in a search for better knobs, in a process of its own."""
    return tune_apart(arguments)


@shared_task(name="recommendations.compare_versions", ignore_result=True)
def compare_versions(before: int, after: int) -> None:
    """Make the lists of two versions that web processes may not load."""
    compare(before, after)


@shared_task(name="recommendations.compare_pages", ignore_result=True)
def compare_pages(learner: int, before: int, after: int) -> None:
    """Make a learner's page with each of two versions that web processes may not load."""
    keep_pages(learner, before, after)


@shared_task(name="recommendations.explain_card", ignore_result=True)
def explain_one_card(learner: int, course: int) -> None:
    """Take apart what the learned ranker says of one course to one learner."""
    explain_locally(learner, course)


@shared_task(name="recommendations.look_at_data")
def look_at_data() -> bool:
    """See whether there is anything new to learn from, and have it learned."""
    return train_if_changed()


@shared_task(name="recommendations.look_for_drift")
def look_for_drift() -> int:
    """Hold yesterday's figures against the weeks before."""
    return len(watch())


@shared_task(name="recommendations.refresh_pages")
def refresh_pages(run_id: int | None = None, *, reaches_all: bool = True) -> None:
    """Recompute the pages of learners, wave by wave, on all workers, behind all other requests."""
    run = RefreshRun.objects.begun(run_id)
    if run.status != RunStatus.WAITING:
        return  # handed over a second time
    with contextlib.suppress(locks.Busy):
        hand_out(begin_refresh(run, reaches_all=reaches_all))


@shared_task(name="recommendations.refresh_shard", bind=True, max_retries=3)
def refresh_shard(self, run_id: int, number: int) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Recompute the pages of one shard."""
    shard = RefreshShard.objects.select_related("run").get(run=run_id, number=number)
    try:
        return refresh_one_shard(shard.run, shard)
    except Exception as error:
        if self.request.retries == self.max_retries:
            fail_refresh(shard.run, f"{type(error).__name__}: {error}")
        raise self.retry(exc=error, countdown=5) from error


@shared_task(name="recommendations.refresh_rest", ignore_result=True)
def refresh_rest() -> None:
    """Ask again for what was lost with a worker that was killed in the middle of a refresh."""
    go_on()


@shared_task(name="recommendations.refresh_page", ignore_result=True)
def refresh_page(learner_id: int) -> None:
    """Recompute one learner's page after what they did, unless their own request did meanwhile."""
    if begin_page(learner_id):
        refresh_learner(learner_id)


@shared_task(name="recommendations.read_experiments")
def read_experiments() -> int:
    """Read every running experiment: its figures, its alarms, its guardrails."""
    return read_all()


@shared_task(name="recommendations.count_feedback")
def copy_feedback() -> int:
    """Copy what learners said of cards out of the ledger."""
    return count_feedback()


@shared_task(name="recommendations.forget_shown")
def forget_shown_lists() -> int:
    """Delete lists that were shown long ago."""
    return forget_shown()


@shared_task(name="recommendations.estimate_versions")
def estimate_versions() -> int:
    """Estimate what each version that serves or waits would have earned."""
    return estimate_all()


@shared_task(name="recommendations.count_online")
def count_online(days: int = 2) -> int:
    """Count what became of the cards of the last days."""
    return count_lately(days)


@shared_task(name="recommendations.fit_readiness")
def fit_readiness_of_learners() -> None:
    """Fit what quiz answers say of the next ones."""
    fit_readiness()


@shared_task(name="recommendations.find_alike")
def find_learners_alike() -> int:
    """Find what learners like each learner study."""
    return find_alike()


@shared_task(name="recommendations.place_courses")
def place_new_courses() -> int:
    """Have the models take in courses that were published since they were fitted."""
    return place_courses()


@shared_task(name="recommendations.look_inside")
def look_inside_models() -> int:
    """Keep what may be seen of the inside of the live models."""
    return look_inside()


@shared_task(name="recommendations.weigh_reviews", ignore_result=True)
def weigh_reviews(course_id: int | None = None) -> None:
    """Keep what the reviews of a course, or of all, say of it."""
    if course_id is None:
        weigh_all()
    else:
        weigh_course(course_id)


@shared_task(name="recommendations.propose_metadata", ignore_result=True)
def propose_metadata(course_id: int) -> None:
    """Look for skills, a level, prerequisites and a summary to propose for a course."""
    propose_for(course_id)
