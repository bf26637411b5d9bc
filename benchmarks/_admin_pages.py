"""Asks for every page of the admin as a member of staff, and times it."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any


def measure(given: dict[str, Any]) -> dict[str, Any]:
    """How long every page takes, asked for by a member of staff, in this process."""
    from django.test import Client

    from accounts.models import User

    rights = {"is_staff": True, "is_superuser": True}
    staff, _is_new = User.objects.get_or_create(email="staff@example.org", defaults=rights)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(staff)
    asked = {
        name: partial(client.get, address, follow=True)
        if form is None
        else partial(client.post, address, form)
        for name, (address, form) in addresses().items()
    }
    found = {name: timed(name, call, given["repeats"]) for name, call in asked.items()}
    return found | traced(client, given["repeats"])


def traced(client: Any, repeats: int) -> dict[str, Any]:
    """The homepage as staff see it as a learner, with the trace of each card, and "why not"."""
    from django.urls import reverse

    from accounts.models import User

    learner = User.objects.get(email="many77@example.org")
    client.post(reverse("see_as", args=[learner.pk]))
    asked = {"trace": "/", "why not": "/?why=course+7"}
    return {name: timed(name, partial(client.get, at), repeats) for name, at in asked.items()}


def timed(name: str, ask: Callable[[], Any], repeats: int) -> dict[str, float]:
    """Milliseconds of the first answer by the clock; of the others the median, and how much of it
    this process and the database's were at work: what a machine takes that does nothing else."""
    clocks, works = [], []
    for _ in range(repeats + 1):
        clock, work = time.perf_counter(), worked()
        if ask().status_code != 200:
            raise RuntimeError(f"{name} does not answer")
        clocks.append(1000 * (time.perf_counter() - clock))
        works.append(worked() - work)
    median, work = statistics.median(clocks[1:]), statistics.median(works[1:])
    _tell(f"{median:6.0f} ms, {work:4.0f} ms of work  {name}")
    return {"first_ms": clocks[0], "median_ms": median, "work_ms": work}


def worked() -> float:
    """Milliseconds that this process and its database's were on a processor up to now."""
    from django.db import connection

    connection.ensure_connection()
    database = connection.connection.info.backend_pid
    times = (Path(f"/proc/{pid}/schedstat").read_text() for pid in (os.getpid(), database))
    return sum(int(one.split()[0]) for one in times) / 1e6


def addresses() -> dict[str, tuple[str, dict[str, Any] | None]]:
    """Every list of the admin, the pages of one thing, the dashboards, previews of changes."""
    from django.contrib.admin import site
    from django.urls import reverse

    from recommendations.models import AlgorithmSetting, Experiment, Row, Rule, TrainingRun, Version

    names = ("online", "offline", "model_views", "feedback", "numbers", "see_as_search")
    pages = {"dashboard": reverse("admin:index")} | {name: reverse(name) for name in names}
    ease = Version.objects.filter(algorithm="ease", status="live").get()
    pages["compare"] = reverse("admin:recommendations_version_compare", args=[ease.pk])
    courses = "&".join(
        f"courses={pk}" for pk in Rule.objects.values_list("course_id", flat=True)[:6]
    )
    pages["made-up learner"] = f"{reverse('made_up')}?{courses}&language=en"
    for model in site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages[f"list of {model._meta.model_name}"] = reverse(f"admin:{name}_changelist")
    setting = AlgorithmSetting.objects.get(name="ease")
    ones = [
        *Experiment.objects.all(), ease, TrainingRun.objects.first(), setting, Row.objects.first(),
        Rule.objects.first(),
    ]  # fmt: skip
    for one in ones:
        name = f"{one._meta.app_label}_{one._meta.model_name}"
        pages[f"{one._meta.model_name} {one}"] = reverse(f"admin:{name}_change", args=[one.pk])
    return {name: (address, None) for name, address in pages.items()} | changes(setting)


def changes(setting: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    """Forms whose effect is previewed: a weight, a rule."""
    from django.urls import reverse

    from courses.models import Course

    weight = reverse("admin:recommendations_algorithmsetting_foresee", args=[setting.pk])
    rule = {
        "kind": "block", "about": "course", "course": Course.objects.latest("pk").pk,
        "audience": "everyone", "reason": "a benchmark",
    }  # fmt: skip
    return {
        "preview of a weight": (weight, {"is_enabled": "on", "weight": "3", "knob_l2": "400"}),
        "preview of a rule": (reverse("admin:recommendations_rule_foresee_new"), rule),
    }


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
