"""The repeated work of the catalogue."""

from celery import shared_task

from courses import counts, proposing


@shared_task(name="courses.renew_means")
def renew_means() -> None:
    """Draw every course's mean to the site's mean of today, which each review moves a little."""
    counts.renew_means()


@shared_task(name="courses.propose_prerequisites")
def propose_prerequisites() -> int:
    """Propose which skill builds on which, from the order of enrolments, for staff to decide."""
    return proposing.propose_links()
