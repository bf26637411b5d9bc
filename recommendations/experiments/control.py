"""Starts, widens and stops experiments."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from recommendations.experiments.overrides import OverridesError, read_overrides
from recommendations.models import Allocation, Arm, Experiment, ExperimentStatus, StaffChoice


class Chosen(models.QuerySet[StaffChoice]):
    """Sentences about arms that staff chose for themselves."""

    def of(self, person: User, experiment: Experiment) -> "Chosen":
        """What one person chose in one experiment."""
        return self.filter(person=person, experiment=experiment)


class NotReadyError(ValueError):
    """An experiment that cannot start; the message says why and what to do."""


@transaction.atomic
def start(experiment: Experiment, person: User | None = None) -> None:
    """Divide learners from now on; raises `NotReadyError` where something is missing."""
    arms = list(experiment.arms.all())
    _refuse_unready(experiment, arms)
    experiment.slice_from = free_slice(experiment)
    experiment.status, experiment.started_at = ExperimentStatus.RUNNING, timezone.now()
    experiment.created_by = experiment.created_by or person
    experiment.save()


def stop(experiment: Experiment) -> None:
    """Give everybody the site as it is again; what was found stays."""
    experiment.status, experiment.stopped_at = ExperimentStatus.STOPPED, timezone.now()
    experiment.save(update_fields=["status", "stopped_at"])


def ramp(experiment: Experiment, traffic: int) -> None:
    """Widen the experiment (or narrow it); raises `NotReadyError` beyond its room."""
    if not 0 <= traffic <= experiment.room:
        raise NotReadyError(
            _("Between 0 and %(room)s %% of the layer, which is kept for this experiment.")
            % {"room": experiment.room}
        )
    experiment.traffic = traffic
    experiment.save(update_fields=["traffic"])


def choose_arm(person: User, experiment: Experiment, arm: Arm | None) -> None:
    """Have a member of staff see an arm; None = as everybody else."""
    if arm is None:
        for choice in Chosen(StaffChoice).of(person, experiment):
            choice.delete()
        return
    StaffChoice.objects.update_or_create(
        person=person, experiment=experiment, defaults={"arm": arm}
    )


def arm_seen_by(person: User, experiment: Experiment) -> int | None:
    """The arm that a member of staff chose to see."""
    return Chosen(StaffChoice).of(person, experiment).values_list("arm_id", flat=True).first()


def free_slice(experiment: Experiment) -> int:
    """Where in its layer the experiment's room begins; raises `NotReadyError` if none is left."""
    taken = sorted(
        (other.slice_from, other.slice_from + other.room)
        for other in Experiment.objects.beside(experiment)
    )
    start = 0
    for begins, ends in taken:
        if start + experiment.room <= begins:
            break
        start = max(start, ends)
    if start + experiment.room > 100:
        used = sum(ends - begins for begins, ends in taken)
        raise NotReadyError(
            _(
                "The layer “%(layer)s” has no room for %(room)s %%: other experiments use "
                "%(used)s %%. Keep less for this one, choose another layer, or stop one of the "
                "others."
            )
            % {
                "layer": experiment.layer,
                "room": experiment.room,
                "used": used,
            }
        )
    return start


def _refuse_unready(experiment: Experiment, arms: list[Arm]) -> None:
    if experiment.status != ExperimentStatus.DRAFT:
        raise NotReadyError(_("It was started before. Copy it to run it again."))
    if sum(arm.is_control for arm in arms) != 1 or len(arms) < 2:
        raise NotReadyError(_("It needs one control and at least one other arm."))
    if experiment.allocation == Allocation.INTERLEAVED and len(arms) != 2:
        raise NotReadyError(_("Interleaving compares two arms, no more."))
    for arm in arms:
        try:
            overrides = read_overrides(arm.overrides)
        except OverridesError as error:
            raise NotReadyError(f"{arm.name}: {error}") from error
        if not arm.is_control and not (overrides.changes_models or overrides.rows):
            raise NotReadyError(
                _("The arm “%(arm)s” changes nothing: give it overrides.") % {"arm": arm.name}
            )
