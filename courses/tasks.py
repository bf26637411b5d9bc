"""The repeated work of the catalogue."""

from celery import shared_task

from courses import counts


@shared_task(name="courses.renew_means")
def renew_means() -> None:
    """Draw every course's mean to the site's mean of today, which each review moves a little."""
    counts.renew_means()
