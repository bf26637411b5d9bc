"""A learner's whole page with either of two versions, side by side, and what moved."""

from dataclasses import dataclass, field

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from unfold.admin import ModelAdmin

from accounts.models import User
from courses.models import Course
from recommendations.homepage.beside import Consenting, kept_pages
from recommendations.homepage.foresight import Places
from recommendations.models import Version
from recommendations.preview import MAY_PREVIEW

TEMPLATE = "admin/recommendations/whole_pages.html"


@dataclass(frozen=True)
class Placed:
    """A course at its place, and how it stands on the other page."""

    title: str
    moved: str
    kind: str  # same, up, down, new, gone


@dataclass(frozen=True)
class Row:
    """A row of one of the pages."""

    title: str
    cards: list[Placed] = field(default_factory=list)


class WholePages(ModelAdmin):
    """Gives the comparison of versions the pages of one learner."""

    def get_urls(self) -> list[URLPattern]:
        """Where the page is."""
        view = self.admin_site.admin_view(self.show_pages)
        name = "recommendations_version_pages"
        return [path("<int:version_id>/compare/pages/", view, name=name), *super().get_urls()]

    def show_pages(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Both pages of the learner that is asked for; where a worker must, it is waited for."""
        after = get_object_or_404(Version, pk=version_id)
        if not (self.has_view_permission(request, after) and request.user.has_perm(MAY_PREVIEW)):
            raise PermissionDenied
        before = get_object_or_404(Version, pk=_number(request, "with"), algorithm=after.algorithm)
        learner = Consenting(User).one(_number(request, "learner"))
        if learner is None:
            raise Http404
        pages = kept_pages(learner, before, after)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The page of %(learner)s with either version") % {"learner": learner},
            "opts": self.opts,
            "before": before,
            "after": after,
            "columns": None if pages is None else _columns(*pages),
            "is_same": pages is not None and pages[0] == pages[1],
            "is_asked": pages is None and _ask_a_worker(learner, before, after),
        }
        return render(request, TEMPLATE, context)


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() else 0


def _ask_a_worker(learner: User, before: Version, after: Version) -> bool:
    """Have a worker compute both pages; whether the queue took it."""
    ids = [learner.pk, before.pk, after.pk]
    try:
        current_app.send_task("recommendations.compare_pages", args=ids, ignore_result=True)
    except (OperationalError, OSError):
        return False
    return True


def _columns(before: Places, after: Places) -> list[tuple[str, list[Row]]]:
    """Both pages with titles and moves: one query."""
    titles = dict(Course.objects.among({*before, *after}).values_list("pk", "title"))
    return [
        (_("Before"), _rows(before, after, titles, is_after=False)),
        (_("After"), _rows(after, before, titles, is_after=True)),
    ]


def _rows(page: Places, other: Places, titles: dict[int, str], *, is_after: bool) -> list[Row]:
    rows: list[Row] = []
    for course, (row, _position) in page.items():
        if not rows or rows[-1].title != row:
            rows.append(Row(row))
        title = titles.get(course, f"#{course}")
        moved, kind = _move(page[course], other.get(course), is_after=is_after)
        rows[-1].cards.append(Placed(title, moved, kind))
    return rows


def _move(
    here: tuple[str, int], there: tuple[str, int] | None, *, is_after: bool
) -> tuple[str, str]:
    """How a course got here, in words; the page before only says what leaves."""
    if there is None:
        return (_("new"), "new") if is_after else (_("gone"), "gone")
    if here == there or not is_after:
        return "", "same"
    if here[0] != there[0]:
        return _("from %(row)s") % {"row": there[0]}, "up"
    up = there[1] - here[1]
    return (f"↑ {up}", "up") if up > 0 else (f"↓ {-up}", "down")
