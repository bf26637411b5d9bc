"""Who asks: what they may see, what is not suggested to them, and what the models think of it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from accounts.models import User
from recommendations.homepage.desk import Desk, open_desk
from recommendations.models import RowAudience
from recommendations.serving.blend import blended
from recommendations.sources.catalogue import Catalogue, Known, read_catalogue
from recommendations.sources.pasts import Pasts, read_pasts, read_visitor_past
from recommendations.sources.people import Standing, read_standings

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser


@dataclass
class Asker:
    """A learner, or a visitor; what is read is read once, and only where an answer needs it."""

    user: "User | AnonymousUser"
    visitor_id: "UUID | None" = None
    _links: dict[int, dict[int, float]] = field(default_factory=dict, repr=False)

    @cached_property
    def catalogue(self) -> Catalogue:
        """All published courses that they may see."""
        return read_catalogue(self.user)

    @property
    def learner(self) -> User | None:
        """The learner, where somebody is signed in."""
        return self.user if isinstance(self.user, User) else None

    @cached_property
    def standing(self) -> Standing:
        """What they have to do with courses; nothing for a visitor."""
        if self.learner is None:
            return Standing()
        return read_standings((self.learner.pk, self.learner.pk)).get(self.learner.pk, Standing())

    @cached_property
    def desk(self) -> Desk:
        """Courses, live models and the rules of staff at this moment."""
        return open_desk()

    @cached_property
    def unsuited(self) -> set[int]:
        """Courses that are never suggested: theirs already, refused, or blocked by a rule."""
        audience = RowAudience.VISITOR if self.learner is None else RowAudience.EVERYONE
        blocked = self.desk.effects.of(audience).blocked
        return self.standing.taken | set(self.desk.shelf.ids[blocked].tolist())

    @cached_property
    def favour(self) -> dict[int, float]:
        """What the live models make of each course for this person, from above 0 to 1.

        Empty without consent, without a past, and where no model serves.
        """
        past = self._past()
        if past is None or not len(past.courses):
            return {}
        scores = blended(self.desk.live, past, self.desk.shelf)[0]  # [n_courses]
        known = np.flatnonzero(np.isfinite(scores))
        ranked = known[np.argsort(scores[known], kind="stable")]
        ids = self.desk.shelf.ids[ranked].tolist()
        return {course: (place + 1) / len(ids) for place, course in enumerate(ids)}

    def popular(self) -> list[Known]:
        """All courses that may be suggested, the best for this person first."""
        favour = self.favour
        suited = [one for one in self.catalogue.values() if one.pk not in self.unsuited]
        return sorted(suited, key=lambda one: (-favour.get(one.pk, 0.0), -one.enrolments, one.pk))

    def goes_with(self, course: int) -> dict[int, float]:
        """Courses that go with one by the live models, the strongest first."""
        if course not in self.desk.shelf.place:
            return {}
        return self.desk.links_of(course)

    def _past(self) -> Pasts | None:
        session = self.desk.live.session
        if self.learner is not None and self.learner.may_be_logged:
            alone = np.array([self.learner.pk], np.int64)
            return read_pasts((self.learner.pk, self.learner.pk), alone, session=session)
        if self.learner is None and self.visitor_id is not None:
            return read_visitor_past(self.visitor_id, session=session)
        return None
