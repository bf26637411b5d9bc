"""The bars of the gate in the admin: one form, no list; and verdicts as tables."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.admin.audit import Audited
from recommendations.models import Gate, Version
from recommendations.permissions import PUBLISH, VIEW

BARS = {
    "finite": gettext_lazy("All its numbers are finite"),
    "live": gettext_lazy("No worse than the live version"),
    "blend": gettext_lazy("Learners' lists no worse than without it"),
    "trending": gettext_lazy("No worse than what is trending"),
    "ease": gettext_lazy("No worse than EASE"),
    "source": gettext_lazy("Worth its place: the blend is no worse with it"),
    "newcomers": gettext_lazy("No worse for newcomers (5 courses at most)"),
    "kept": gettext_lazy("Keeps the accuracy that the live version began with"),
    "coverage": gettext_lazy("Shows enough of the catalogue"),
    "alike": gettext_lazy("Not the same list for everybody"),
    "order": gettext_lazy("Surely better for newcomers over all"),
}
KNOWN = "order_"  # and the number of courses that are known of a newcomer
WHY_IDLE = {
    "nothing": gettext_lazy("does not apply: there is nothing to compare it with"),
    "strong": gettext_lazy("does not apply: alone it is no worse than something simple"),
    "few": gettext_lazy("too few learners to conclude from"),
    "same": gettext_lazy("does not apply: the same for everybody by its nature"),
    "small": gettext_lazy("does not apply: the catalogue is too small"),
}


@admin.register(Gate)
class GateAdmin(Audited):
    """How much worse, how narrow and how alike a candidate may be."""

    fieldsets: ClassVar = (
        (
            gettext_lazy("Accuracy (NDCG@10, on the same learners)"),
            {
                "fields": (
                    "worse_than_live", "worse_than_trending", "worse_than_ease",
                    "worse_for_newcomers", "least_kept",
                ),
                "description": gettext_lazy(
                    "0 = not worse at all. A candidate is kept back where it is surely worse: "
                    "where the whole 95 % interval of the difference lies below the bar."
                ),
            },
        ),
        (gettext_lazy("Lists"), {"fields": ("least_coverage", "most_alike", "least_learners")}),
    )  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Gate | None = None) -> bool:
        """Whoever sees the recommender sees the bars."""
        return request.user.has_perm(VIEW) or request.user.has_perm(PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj: Gate | None = None) -> bool:
        """Whoever publishes sets them."""
        return request.user.has_perm(PUBLISH)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for viewing."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Gate | None = None) -> bool:
        """It stays."""
        return False

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The one form in place of a list; the defaults become a record with the first look."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, *args, **kwargs)
        gate = Gate.objects.first() or Gate.objects.create()
        return self.change_view(request, str(gate.pk))


def verdict_of(version: Version) -> dict[str, Any] | None:
    """The verdict on a version, ready to be drawn; None where it was never judged."""
    verdict = version.manifest.get("verdict")
    return drawn(verdict) if verdict else None


def drawn(verdict: dict[str, Any]) -> dict[str, Any]:
    """A stored verdict as a table."""
    headers = [
        _("Bar"),
        _("Verdict"),
        _("Measured"),
        _("95 % interval"),
        _("Required"),
        _("Missed by"),
    ]
    rows = [_line(bar) for bar in verdict["bars"]]
    return {
        "passed": verdict["passed"],
        "learners": verdict["learners"],
        "table": {"headers": headers, "rows": rows},
    }


def _line(bar: dict[str, Any]) -> list[str]:
    outcomes = {
        "passed": _("passed"),
        "failed": _("failed"),
        "told": _("worse, but its recipe serves already"),
    }
    outcome = outcomes.get(bar["outcome"]) or str(WHY_IDLE.get(bar["why"], "–"))
    ends = bar["interval"]
    interval = f"{ends[0]:+.4f} – {ends[1]:+.4f}" if ends else "–"
    # A difference wears its sign, a share does not.
    value, limit = (_figure(bar[key], signed=bool(ends)) for key in ("value", "limit"))
    return [
        _name(bar["name"]), outcome, value, interval, limit, _figure(bar["missed_by"])
    ]  # fmt: skip


def _name(bar: str) -> str:
    if bar.startswith(KNOWN):
        words = _("No worse with %(n)s courses known")
        return words % {"n": bar.removeprefix(KNOWN)}
    return str(BARS[bar])


def _figure(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    value += 0.0  # a limit of -0 is 0
    return f"{value:+.4f}" if signed else f"{value:.4f}"
