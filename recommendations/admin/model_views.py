"""Inside the models: which courses lie near which, on a map and by name."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.admin import site
from django.contrib.auth.decorators import permission_required
from django.core.cache import cache
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Course
from recommendations.admin.lines import Scatter, scatter_of
from recommendations.engine.arrays import Floats
from recommendations.homepage.desk import Desk, open_desk
from recommendations.serving.blend import best_of, scores_of
from recommendations.serving.live import Model
from recommendations.sources.pasts import Pasts

MAY_SEE = "recommendations.view_version"
NEAREST = 10
FOUND = 20
MOST_POINTS = 1_500
KEPT_SECONDS = 600
VECTORS = "vectors_"  # what models with a vector for each course call them


class Titled(models.QuerySet[Course]):
    """Finds courses by their titles."""

    def with_words(self, words: str, most: int) -> list[Course]:
        """Published courses whose title holds the words."""
        found = self.filter(status="published", title__icontains=words)
        return list(found.order_by("-enrolment_count", "pk")[:most])


@dataclass(frozen=True)
class Near:
    """The courses nearest to one under one algorithm."""

    name: str
    version: int
    courses: list[tuple[str, float]]


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def model_views(request: HttpRequest) -> HttpResponse:
    """The page: neighbours of the course asked for, and a map of a model that has vectors."""
    desk = open_desk()
    asked = request.GET.get("course", "")
    words = request.GET.get("q", "").strip()
    course = _course(desk, asked)
    maps = [name for name, model in desk.live.models.items() if _has_vectors(model)]
    chosen = request.GET.get("map", "")
    shown = chosen if chosen in maps else next(iter(maps), "")
    context = {
        "title": _("Inside the models"),
        "words": words,
        "found": _found(words),
        "course": course,
        "near": nearest(desk, course.pk) if course else [],
        "maps": maps,
        "shown": shown,
        "scatter": map_of(desk, desk.live.models[shown]) if shown else None,
    }
    return render(
        request, "admin/recommendations/model_views.html", {**site.each_context(request), **context}
    )


def nearest(desk: Desk, course: int) -> list[Near]:
    """What each live model that this process may load puts beside a course."""
    ones = np.ones(1, np.float32)
    when = np.zeros(1, np.int64)
    past = Pasts(np.zeros(1, np.int64), np.array([0, 1]), np.array([course]), ones, when)
    titles = dict(Course.objects.published().values_list("pk", "title"))
    found = []
    for name, model in sorted(desk.live.models.items()):
        if not model.is_personal:
            continue
        scores = np.nan_to_num(scores_of(model, past, desk.shelf)[0], nan=-np.inf)
        scores[desk.shelf.place[course]] = -np.inf
        best = best_of(scores, NEAREST)
        listed = [(titles.get(int(desk.shelf.ids[at]), "?"), float(scores[at])) for at in best]
        found.append(Near(name, model.version_id, listed))
    return found


def map_of(desk: Desk, model: Model) -> Scatter:
    """The two main directions of a model's vectors (PCA); one colour for each field."""
    key = f"recs:map:{model.path}:{desk.digest}"
    kept: Scatter | None = cache.get(key)
    if kept is None:
        kept = _drawn(desk, model)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def flattened(vectors: Floats) -> np.ndarray:
    """Vectors [n, d] on their two main directions [n, 2], each as long as it is spread."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    _sizes, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, -1:-3:-1])


def _drawn(desk: Desk, model: Model) -> Scatter:
    vectors = getattr(model.algorithm, VECTORS)
    places = np.array([desk.shelf.place.get(int(pk), -1) for pk in model.course_ids])
    known = np.flatnonzero((places >= 0) & (np.abs(vectors).sum(axis=1) > 0))
    order = known[np.argsort(-desk.shelf.enrolments[places[known]], kind="stable")][:MOST_POINTS]
    if len(order) < 3:
        return scatter_of([])
    points = flattened(vectors[order])
    titles = dict(Course.objects.published().values_list("pk", "title"))
    fields = [_field(desk, int(place)) for place in places[order]]
    colours = {field: number for number, field in enumerate(sorted(set(fields)))}
    return scatter_of(
        [
            (titles.get(int(model.course_ids[at]), "?"), float(x), float(y), colours[field])
            for at, (x, y), field in zip(order, points, fields, strict=True)
        ]
    )


def _field(desk: Desk, column: int) -> int:
    """The field that a course's category belongs to: the largest family that holds it."""
    category = int(desk.shelf.categories[column])
    holding = {top: family for top, family in desk.shelf.families.items() if category in family}
    return max(holding, key=lambda top: len(holding[top]), default=0)


def _has_vectors(model: Model) -> bool:
    vectors: Any = getattr(model.algorithm, VECTORS, None)
    return isinstance(vectors, np.ndarray) and vectors.ndim == 2 and vectors.shape[1] >= 2


def _course(desk: Desk, asked: str) -> Course | None:
    if not asked.isdecimal() or int(asked) not in desk.shelf.place:
        return None
    return Course.objects.published().among([int(asked)]).first()


def _found(words: str) -> list[Course]:
    return Titled(Course).with_words(words, FOUND) if words else []
