"""What one row could show: read from its source as far as somebody asks, and kept."""

from collections.abc import Iterator
from typing import Any

from recommendations.homepage.candidates import Candidate
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.shelves import source_of
from recommendations.models import Row


class Offer:
    """A row with its candidates, without those that stand further up the page."""

    def __init__(self, desk: Desk, draft: Draft, row: Row) -> None:
        self.row, self.about = row, dict[str, Any]()
        self._desk, self._draft = desk, draft
        self._seen: list[Candidate] = []
        self._asked_with = -1  # so many courses stood on the page when the source was asked

    def candidates(self) -> Iterator[Candidate]:
        """Those that the row may still show, in the order of its source."""
        used = self._draft.used
        self._ask_again_if_short()
        for candidate in list(self._seen):
            if candidate.course not in used:
                yield candidate
        for candidate in self._rest:
            self._seen.append(candidate)
            if candidate.course not in used:
                yield candidate

    def _ask_again_if_short(self) -> None:
        """A row that names what it is about may name something else where too little is left."""
        used = self._draft.used
        if self._asked_with < 0:
            self._ask()
            return
        left = sum(candidate.course not in used for candidate in self._seen)
        if self.about and left < self.row.minimum and len(used) > self._asked_with:
            self._ask()

    def _ask(self) -> None:
        self.about, found = source_of(self.row)(self._desk, self._draft, self.row)
        self._seen, self._asked_with = [], len(self._draft.used)
        self._rest = iter(found)
