"""The digest of everything that shapes all pages: when it changes, cached pages are stale."""

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from courses.models import Category
from recommendations.homepage.rules import Rules
from recommendations.models import AlgorithmSetting, Row, Rule, Version
from recommendations.serving.live import Versions

KEY = "recs:digest"
# For drawn pages only, where every query counts: saves of these tables drop the kept digest at
# once, changes in bulk are seen after so long.
KEPT_SECONDS = 5


def site_digest() -> str:
    """The digest of live versions, settings, rows, rules in force and categories, as of now."""
    found = compute_digest()
    cache.set(KEY, found, KEPT_SECONDS)
    return found


def compute_digest() -> str:
    """Read the five tables anew."""
    facts = {
        "versions": list(Versions(Version).live().values_list("path")),
        "settings": _values(AlgorithmSetting),
        "rows": _values(Row),
        "rules": list(
            Rules(Rule).in_force(timezone.now()).values_list("pk", "kind", "course", "category")
        ),
        "categories": _values(Category),
    }
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:32]


def forget_digest() -> None:
    """Have the next request compute the digest anew."""
    cache.delete(KEY)


def page_digest(site: str, *, is_personal: bool) -> str:
    """The digest of one learner's page: the site's, and what the learner consented to."""
    return hashlib.sha256(f"{site}:{is_personal}".encode()).hexdigest()[:32]


def _values(model: Any) -> list[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.name != "updated_at"]
    return list(model.objects.order_by("pk").values_list(*names))
