"""Where in the site a visitor was just now: said by the page that led here, and kept nowhere."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from courses.browse import Browse
from courses.search.find import find_courses
from recommendations.sources.shelf import Shelf

Kind = Literal["course", "category", "search"]
FOUND = 24  # courses of a search that are looked at: its first page
MUCH = 1 / 3  # more than this part of them must be of one field


@dataclass(frozen=True)
class Whereabouts:
    """The page of a course (by id), of a category (by slug), or of a search (by its words)."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.kind}:{self.what}"

    @classmethod
    def read(cls, text: str) -> "Whereabouts | None":
        """Back from an address; junk is nowhere."""
        kinds = (kind for kind in get_args(Kind) if text.startswith(f"{kind}:"))
        kind = next(kinds, None)
        return cls(kind, text[len(kind) + 1 :][:200]) if kind else None

    @classmethod
    def of(cls, request: HttpRequest) -> "Whereabouts | None":
        """Where the link was that led to this request, if that is a place of this site."""
        came_from = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
            return None
        address = urlsplit(came_from)
        try:
            page, asked = resolve(address.path), QueryDict(address.query)
        except (Resolver404, SuspiciousOperation):
            return None
        if page.url_name == "course":
            return cls("course", str(page.kwargs["course_id"]))
        browse = Browse.from_address(asked) if page.url_name == "catalogue" else Browse()
        if browse.category:
            return cls("category", browse.category)
        return cls("search", browse.query) if browse.query else None

    @property
    def course(self) -> int:
        """The course that was looked at, 0 = none."""
        return int(self.what) if self.kind == "course" and self.what.isdecimal() else 0

    def category(self, shelf: Shelf) -> int:
        """The category that this is in, 0 = none."""
        match self.kind:
            case "course":
                column = shelf.place.get(self.course)
                return 0 if column is None else int(shelf.categories[column])
            case "category":
                return shelf.topics.get(self.what, 0)
            case "search":
                return _field_of_much(find_courses(self.what).course_ids[:FOUND], shelf)


def _field_of_much(courses: list[int], shelf: Shelf) -> int:
    """The field of the most of these courses, 0 = none has many."""
    fields = Counter(int(shelf.fields[column]) for column in shelf.places(courses))
    field, count = fields.most_common(1)[0] if fields else (0, 0)
    return field if count > MUCH * fields.total() else 0
