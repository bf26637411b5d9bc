"""Starts a training or a refresh for staff: records the run, then hands the task to the queue."""

import uuid
from typing import TypeVar

from celery import current_app
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from accounts.models import User
from recommendations.models import RefreshRun, RunStatus, TrainingRun

Run = TypeVar("Run", TrainingRun, RefreshRun)
NO_QUEUE = gettext_noop("The queue cannot be reached, so nothing was started. Is Redis running?")


def start_training(person: User) -> TrainingRun:
    """Have a worker train every algorithm that is on; a queue that is down fails the run at once."""
    return _start(TrainingRun(started_by=person), "recommendations.retrain")


def start_refresh(person: User) -> RefreshRun:
    """Have the workers recompute every learner's page."""
    return _start(RefreshRun(started_by=person), "recommendations.refresh_pages")


def _start(run: Run, task: str) -> Run:
    # Known before it is sent: a fast worker writes to the run while this goes on.
    run.task_id = str(uuid.uuid4())
    run.save()
    try:
        current_app.send_task(task, args=[run.pk], task_id=run.task_id, ignore_result=True)
    except (OperationalError, OSError):
        run.status, run.error, run.finished_at = RunStatus.FAILED, NO_QUEUE, timezone.now()
        run.save(update_fields=["status", "error", "finished_at"])
    return run
