"""Runs a training in a process of its own: torch never meets a forked worker."""

import os
import subprocess
import sys

from django.conf import settings

from recommendations.models import TrainingRun

# Threads that wait for work busily make training on shared cores many times slower.
THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}


def train_apart(run_id: int | None) -> int:
    """Start `manage.py retrain` and wait for it; gives the process's answer back."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "retrain"]
    if run_id is not None:
        command += ["--run", str(run_id)]
    done = subprocess.run(command, env={**os.environ, **THREADS}, check=False)
    return done.returncode


def ask_for_training(started_by_id: int | None = None) -> TrainingRun:
    """Record a run that waits, and have a worker start it."""
    from recommendations.tasks import retrain

    run = TrainingRun.objects.create(started_by_id=started_by_id)
    task = retrain.delay(run.pk)
    run.task_id = task.id
    run.save(update_fields=["task_id"])
    return run
