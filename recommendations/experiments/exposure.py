"""Writes down who took part: at the first page that could differ, once."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from recommendations.experiments.assignment import Known, Running, Seat, Seats, Unit
from recommendations.models import Exposure, ShownList


def record_exposures(unit: Unit, seats: Seats, rows: Collection[str], *, is_personal: bool) -> int:
    """Write the exposures of a page; says how many were new.

    A page can differ where an arm of the experiment changes one of the rows that the site has
    on for its audience, or what the models say while models have a say in it.
    """
    new = [
        _exposure(unit, seat)
        for seat in seats.taken
        if seat.counts and not seat.is_known and _differs(seat.experiment, rows, is_personal)
    ]
    if new:
        Exposure.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def give_exposures(visitor_id: UUID, learner: User) -> None:
    """A visitor who signs in stays in the arms that they saw, unless the learner had others.

    The lists that they saw become the learner's too, and leave with them.
    """
    ShownList.objects.of_visitor(visitor_id).update(learner=learner, visitor_id=None)
    known = set(Own(Exposure).of(learner.pk).values_list("experiment_id", flat=True))
    for exposure in Known(Exposure).of_visitor(visitor_id):
        if exposure.experiment_id in known:
            exposure.delete()
            continue
        exposure.learner, exposure.visitor_id = learner, None
        try:
            with transaction.atomic():
                exposure.save(update_fields=["learner", "visitor_id"])
        except IntegrityError:
            exposure.delete()  # the learner was exposed on another device at this very moment


def forget_learner(learner_id: int) -> None:
    """Delete a learner's exposures and shown lists, as when consent is withdrawn."""
    Own(Exposure).of(learner_id).delete()
    ShownList.objects.of_learner(learner_id).delete()


def forget_visitor(visitor_id: UUID) -> None:
    """The same of a visitor who refuses after all."""
    Known(Exposure).of_visitor(visitor_id).delete()
    ShownList.objects.of_visitor(visitor_id).delete()


class Own(models.QuerySet[Exposure]):
    """Sentences about one learner's exposures."""

    def of(self, learner_id: int) -> "Own":
        """All of them."""
        return self.filter(learner_id=learner_id)


def _exposure(unit: Unit, seat: Seat) -> Exposure:
    return Exposure(
        experiment_id=seat.experiment.id,
        arm_id=seat.way.id,
        learner_id=unit.learner_id,
        visitor_id=unit.visitor_id,
        first_at=timezone.now(),
        propensity=seat.propensity,
    )


def _differs(experiment: Running, rows: Collection[str], is_personal: bool) -> bool:  # noqa: FBT001
    """Whether a page of a site with these rows on could look different in another arm."""
    for way in experiment.ways:
        if is_personal and way.overrides.changes_models:
            return True
        if any(key in rows or change.is_on for key, change in way.overrides.rows.items()):
            return True
    return False
