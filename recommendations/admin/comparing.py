"""Two versions beside each other: their figures with what lies between, and learners' lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import User
from courses.models import Course
from recommendations.admin.record import SLICES
from recommendations.admin.results import METRICS
from recommendations.admin.whole_pages import WholePages
from recommendations.models import Version, VersionStatus
from recommendations.preview import MAY_PREVIEW
from recommendations.serving.comparison import Lists, kept_comparison, paired_intervals

TEMPLATE = "admin/recommendations/compare.html"


class Siblings(models.QuerySet[Version]):
    """Versions of one algorithm."""

    def of(self, version: Version) -> "Siblings":
        """All of them that have a model, the latest first."""
        mine = self.filter(algorithm=version.algorithm).exclude(status=VersionStatus.REFUSED)
        return mine.order_by("-created_at", "-pk")

    def beside(self, version: Version) -> Version | None:
        """What a version is best compared with: the live one, or the one before it."""
        others = self.of(version).exclude(pk=version.pk)
        return others.filter(status=VersionStatus.LIVE).first() or others.first()


@dataclass(frozen=True)
class Card:
    """A course in a list, and how it moved against the other list."""

    title: str
    moved: str
    kind: str  # same, up, down, new, gone


@dataclass(frozen=True)
class Pair:
    """Both lists of one learner."""

    learner: int
    name: str
    before: list[Card]
    after: list[Card]


class Comparing(WholePages):
    """Gives versions the page that compares two of them."""

    def get_urls(self) -> list[URLPattern]:
        """Where the page is."""
        view = self.admin_site.admin_view(self.compare_two)
        name = "recommendations_version_compare"
        return [path("<int:version_id>/compare/", view, name=name), *super().get_urls()]

    def compare_two(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """A version beside the one that is asked for, or the one that serves."""
        after = get_object_or_404(Version, pk=version_id)
        if not self.has_view_permission(request, after):
            raise PermissionDenied
        siblings = Siblings(Version).of(after)
        asked = request.GET.get("with", "")
        before = next((one for one in siblings if str(one.pk) == asked), None)
        before = before or Siblings(Version).beside(after)
        if before is None:
            return redirect("admin:recommendations_version_change", after.pk)
        lists, paired = kept_comparison(before.pk, after.pk), paired_intervals(before, after)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Compare versions of %(algorithm)s") % {"algorithm": after.algorithm},
            "opts": self.opts,
            "before": before,
            "after": after,
            "siblings": siblings.exclude(pk=after.pk),
            "table": _figures(before, after, paired),
            "is_paired": bool(paired),
            "has_same_data": _has_same_data(before, after),
            "pairs": None if lists is None else _pairs(lists),
            "in_common": _in_common(lists or []),
            "may_see_pages": request.user.has_perm(MAY_PREVIEW),
            "is_asked": lists is None and _ask_a_worker(before, after),
        }
        return render(request, TEMPLATE, context)


def _ask_a_worker(before: Version, after: Version) -> bool:
    """Have a worker compare what this process may not load; whether the queue took it."""
    try:
        current_app.send_task(
            "recommendations.compare_versions", args=[before.pk, after.pk], ignore_result=True
        )
    except (OperationalError, OSError):
        return False
    return True


def _has_same_data(before: Version, after: Version) -> bool:
    return before.manifest.get("data_hash") == after.manifest.get("data_hash")


def _figures(
    before: Version, after: Version, paired: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    """Each metric of both, the difference, and its 95 % interval where both have one.

    Where they sat the same exam the interval is of pairs; else both are put together as if they
    were of different learners, which is wider.
    """
    old, new = (one.manifest.get("metrics") or {} for one in (before, after))
    rows = []
    for key, label in METRICS.items():
        ends = paired.get(key.partition("@")[0]) or _apart(key, old, new)
        interval = f"{ends[0]:+.4f} – {ends[1]:+.4f}" if ends else "–"
        rows.append([str(label), *_line(old.get(key), new.get(key), interval)])
    for name, label in SLICES.items():
        parts = [one.get("slices", {}).get(name, {}).get("ndcg@10") for one in (old, new)]
        if None not in parts:
            rows.append([f"NDCG@10 · {label}", *_line(parts[0], parts[1], "–")])
    headers = [_("figure"), _("Before"), _("After"), _("Difference"), _("95 % interval")]
    return {"headers": headers, "rows": rows}


def _line(old: float | None, new: float | None, interval: str) -> list[str]:
    shown = ["–" if value is None else f"{value:.4f}" for value in (old, new)]
    return [*shown, "–" if old is None or new is None else f"{new - old:+.4f}", interval]


def _apart(key: str, old: dict[str, Any], new: dict[str, Any]) -> tuple[float, float] | None:
    ends = [one.get(f"{key}_ci") for one in (old, new)]
    if None in ends or key not in old or key not in new:
        return None
    half: float = sum(((high - low) / 2) ** 2 for low, high in ends) ** 0.5  # type: ignore[misc]
    difference = new[key] - old[key]
    return difference - half, difference + half


def _pairs(lists: Lists) -> list[Pair]:
    """Lists with names, titles and moves: two queries."""
    names = User.objects.in_bulk([one["learner"] for one in lists])
    ids = {course for one in lists for part in ("before", "after") for course in one[part]}
    titles = dict(Course.objects.among(ids).values_list("pk", "title"))
    return [
        Pair(
            one["learner"],
            str(names[one["learner"]]),
            [_left(course, one["after"], titles) for course in one["before"]],
            [_moved(course, place, one["before"], titles) for place, course in enumerate(one["after"])],
        )
        for one in lists
        if one["learner"] in names
    ]  # fmt: skip


def _left(course: int, after: list[int], titles: dict[int, str]) -> Card:
    is_gone = course not in after
    return Card(
        titles.get(course, f"#{course}"),
        _("gone") if is_gone else "",
        "gone" if is_gone else "same",
    )


def _moved(course: int, place: int, before: list[int], titles: dict[int, str]) -> Card:
    title = titles.get(course, f"#{course}")
    if course not in before:
        return Card(title, _("new"), "new")
    up = before.index(course) - place
    if up == 0:
        return Card(title, "", "same")
    return Card(title, f"↑ {up}", "up") if up > 0 else Card(title, f"↓ {-up}", "down")


def _in_common(lists: Lists) -> int:
    """The mean share of courses that both lists have, in per cent."""
    shares = [
        len({*one["before"]} & {*one["after"]}) / max(len(one["before"]), len(one["after"]), 1)
        for one in lists
    ]
    return round(100 * sum(shares) / len(shares)) if shares else 0
