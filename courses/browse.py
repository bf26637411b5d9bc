"""Reads the address of the catalogue: filters, facets with counts, sorting, searching."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, QuerySet, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from courses.models import Category, Course, Language
from courses.models.course_queries import DURATIONS, CourseQuerySet
from courses.search.find import Hits
from courses.search.fuse import search

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

SORTS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "popular": (_("Most popular"), ("-enrolment_count", "-pk")),
    "rating": (_("Best rated"), ("-rating", "-rating_count", "-pk")),
    "newest": (_("Newest"), ("-published_at", "-pk")),
    "shortest": (_("Shortest"), ("duration_minutes", "pk")),
    "title": (_("Title"), ("title", "pk")),
}
RELEVANCE = "relevance"
DURATION_NAMES: dict[str, str | Promise] = {
    "short": _("Up to 1 hour"),
    "medium": _("1 to 4 hours"),
    "long": _("Longer than 4 hours"),
}


@dataclass(frozen=True)
class Option:
    """One value of a facet: how many courses it would leave, and the address that chooses it."""

    value: str
    label: str | Promise
    count: int
    is_chosen: bool
    address: str
    depth: int = 0


@dataclass(frozen=True)
class Browse:
    """What a visitor of the catalogue asked for; unknown values are ignored."""

    query: str = ""
    category: str = ""
    skill: str = ""
    levels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    sort: str = ""

    @classmethod
    def from_address(cls, params: QueryDict) -> "Browse":
        """Read the query string of the catalogue."""
        sort = params.get("sort", "")
        return cls(
            query=params.get("q", "").strip()[:200],
            category=params.get("category", "")[:60],
            skill=params.get("skill", "")[:60],
            levels=_known(params.getlist("level"), Level.values),
            languages=_known(params.getlist("language"), Language.values),
            durations=_known(params.getlist("duration"), DURATIONS),
            sort=sort if sort in SORTS else "",
        )

    @property
    def order(self) -> str:
        """The sorting in force: relevance for a query, else the most popular first."""
        return self.sort or (RELEVANCE if self.query else "popular")

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the sorting was asked for."""
        return self != Browse(sort=self.sort)

    def address(self, **changes: Any) -> str:
        """The query string of this page with some values changed (and back on page one)."""
        wanted = replace(self, **changes)
        params = QueryDict(mutable=True)
        for name, value in (("q", wanted.query), ("category", wanted.category)):
            if value:
                params[name] = value
        if wanted.skill:
            params["skill"] = wanted.skill
        params.setlist("level", list(wanted.levels))
        params.setlist("language", list(wanted.languages))
        params.setlist("duration", list(wanted.durations))
        if wanted.sort:
            params["sort"] = wanted.sort
        return f"?{params.urlencode()}"

    def toggled(self, name: str, value: str) -> str:
        """The address with one value of a many-valued filter added or taken away."""
        chosen: tuple[str, ...] = getattr(self, name)
        without = tuple(item for item in chosen if item != value)
        return self.address(**{name: without if value in chosen else (*chosen, value)})


class Found:
    """The courses that a `Browse` finds for a person, and the facets beside them."""

    def __init__(self, browse: Browse, user: "User | AnonymousUser") -> None:
        self.browse = browse
        self.hits: Hits = search(browse.query) if browse.query else Hits()
        self._visible = Course.objects.published().visible_to(user)
        if browse.query:
            self._visible = self._visible.among(self.hits.course_ids)

    def courses(self) -> CourseQuerySet:
        """The courses in the order asked for."""
        found = self._narrowed(skip="").with_card_data()
        if self.browse.order == RELEVANCE:
            places = [When(pk=pk, then=place) for place, pk in enumerate(self.hits.course_ids)]
            return found.order_by(Case(*places, default=len(places))) if places else found
        return found.order_by(*SORTS[self.browse.order][1])

    @property
    def is_by_meaning(self) -> bool:
        """Whether no course that is shown has the words, and all are about the same."""
        if not self.hits.by_meaning:
            return False
        worded = self.hits.scores.keys() - self.hits.by_meaning
        return not self._narrowed(skip="").among(worded).exists()

    def facets(self) -> dict[str, list[Option]]:
        """Each facet with the counts that the other filters leave."""
        browse = self.browse
        return {
            "category": self._category_options(),
            "level": self._options("levels", "level", Level.choices),
            "language": self._options("languages", "language", Language.choices),
            "duration": [
                self._option(
                    "durations",
                    value,
                    label,
                    self._narrowed(skip="durations").lasting([value]).count(),
                )
                for value, label in DURATION_NAMES.items()
            ],
            "sort": [
                Option(value, label, 0, value == browse.order, browse.address(sort=value))
                for value, (label, _order) in SORTS.items()
            ],
        }

    def _narrowed(self, *, skip: str) -> CourseQuerySet:
        browse, courses = self.browse, self._visible
        for name, method in (
            ("category", "in_category"),
            ("skill", "teaching"),
            ("levels", "at_levels"),
            ("languages", "taught_in"),
            ("durations", "lasting"),
        ):
            value = getattr(browse, name)
            if value and name != skip:
                courses = getattr(courses, method)(value)
        return courses

    def _options(
        self, name: str, column: str, choices: Iterable[tuple[str, str | Promise]]
    ) -> list[Option]:
        counts = _counts(self._narrowed(skip=name), column)
        return [self._option(name, value, label, counts.get(value, 0)) for value, label in choices]

    def _option(self, name: str, value: str, label: str | Promise, count: int) -> Option:
        is_chosen = value in getattr(self.browse, name)
        return Option(value, label, count, is_chosen, self.browse.toggled(name, value))

    def _category_options(self) -> list[Option]:
        """Fields, and under the chosen field (or the field of the chosen category) its own."""
        counts = _counts(self._narrowed(skip="category"), "category__slug")
        chosen = self.browse.category
        options: list[Option] = []
        for field in Category.objects.fields():
            children = list(field.children.all())
            total = counts.get(field.slug, 0) + sum(counts.get(child.slug, 0) for child in children)
            options.append(self._category_option(field, total, 0))
            if chosen == field.slug or chosen in {child.slug for child in children}:
                options += [self._category_option(c, counts.get(c.slug, 0), 1) for c in children]
        return options

    def _category_option(self, category: Category, count: int, depth: int) -> Option:
        is_chosen = self.browse.category == category.slug
        address = self.browse.address(category="" if is_chosen else category.slug)
        return Option(category.slug, category.name, count, is_chosen, address, depth)


def _counts(courses: QuerySet[Course], column: str) -> dict[str, int]:
    return dict(courses.order_by().values_list(column).annotate(Count("pk", distinct=True)))


def _known(values: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    known = set(allowed)
    return tuple(value for value in dict.fromkeys(values) if value in known)
