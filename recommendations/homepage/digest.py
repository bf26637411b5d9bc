"""The digest of everything that shapes all pages: when it changes, cached pages are stale."""

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from courses.models import Category
from recommendations.homepage.rules import Rules
from recommendations.models import (
    AlgorithmSetting,
    Arm,
    Arrangement,
    Experiment,
    Layer,
    Row,
    Rule,
    Version,
)
from recommendations.serving.live import Versions

KEY = "recs:digest"
# For drawn pages only, where every query counts: saves of these tables drop the kept digest at
# once, changes in bulk are seen after so long.
KEPT_SECONDS = 5


# What of a running experiment decides who sees what.
DIVIDING = ("pk", "salt", "layer", "slice_from", "traffic", "allocation")


def site_digest() -> str:
    """The digest of versions, settings, rows, rules in force, categories and experiments, as of now."""
    found = compute_digest()
    cache.set(KEY, found, KEPT_SECONDS)
    return found


def compute_digest() -> str:
    """Read the tables anew."""
    facts = {
        "versions": list(Versions(Version).live().values_list("path")),
        "settings": _values(AlgorithmSetting),
        "rows": _values(Row),
        "arrangement": _values(Arrangement),
        "rules": _values(Rule, Rules(Rule).in_force(timezone.now())),
        "categories": _values(Category),
        "experiments": list(Experiment.objects.running().values_list(*DIVIDING)),
    }
    if facts["experiments"]:
        facts |= {"layers": _values(Layer), "arms": _values(Arm)}
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:32]


def forget_digest() -> None:
    """Have the next request compute the digest anew."""
    cache.delete(KEY)


def page_digest(site: str, arms: tuple[int, ...] = (), *, is_personal: bool) -> str:
    """The digest of one learner's page: the site's, their arms, and what they consented to."""
    return hashlib.sha256(f"{site}:{arms}:{is_personal}".encode()).hexdigest()[:32]


def _values(model: Any, rows: Any = None) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "updated_at"]
    rows = model.objects.order_by("pk") if rows is None else rows
    return list(rows.values_list(*names))
