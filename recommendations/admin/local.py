"""What the learned ranker's trees add to one card of one learner: asked of a worker, then shown."""

import math
from typing import Any

from celery import current_app
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from accounts.models import User
from courses.models import Course
from recommendations.admin.see_as import may_preview
from recommendations.preview import People
from recommendations.serving.local import Told, kept_explanation

MOST_ROWS = 25


@require_safe
@may_preview
def explained(request: HttpRequest, learner_id: int, course_id: int) -> HttpResponse:
    """The columns with what each adds, or the word that a worker is at it."""
    learner = get_object_or_404(People(User).previewable(), pk=learner_id)
    course = get_object_or_404(Course, pk=course_id)
    told = kept_explanation(learner.pk, course.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("What the ranker says of “%(course)s”") % {"course": course},
        "learner": learner,
        "told": told,
        "table": _table(told) if told and told["rows"] else None,
        "is_asked": told is None and _ask_a_worker(learner.pk, course.pk),
    }
    return render(request, "admin/recommendations/explained_card.html", context)


def _table(told: Told) -> dict[str, Any]:
    """The largest parts, all others as one line, the constant and the sum."""
    parts, constant = told["rows"][:-1], told["rows"][-1][2]
    rows = [
        [name, "–" if math.isnan(value) else f"{value:.4g}", f"{added:+.4f}"]
        for name, value, added in parts[:MOST_ROWS]
    ]
    if len(parts) > MOST_ROWS:
        others = sum(part[2] for part in parts[MOST_ROWS:])
        rows.append([_("Everything else together"), "", f"{others:+.4f}"])
    rows += [[_("The same for every course"), "", f"{constant:+.4f}"]]
    rows += [[_("Sum: what the trees say"), "", f"{told['worth']:+.4f}"]]
    return {"headers": [_("Feature"), _("Value"), _("adds")], "rows": rows}


def _ask_a_worker(learner: int, course: int) -> bool:
    """Have a worker ask the ranker, which this process may not load; whether the queue took it."""
    try:
        current_app.send_task(
            "recommendations.explain_card", args=[learner, course], ignore_result=True
        )
    except (OperationalError, OSError):
        return False
    return True
