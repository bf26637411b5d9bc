"""Which measured order for newcomers is in force: put there by staff, against its verdict with a reason."""

from django.utils.translation import gettext as _

from accounts.models import User
from recommendations.audit import note
from recommendations.models import Arrangement, Change, ChangeKind, OrderTrial


def serve_orders(
    trial: OrderTrial | None, person: User, *, reason: str = "", reverts: Change | None = None
) -> None:
    """Put the settings of a trial in force, or none; against its verdict only with a reason."""
    if trial is not None and not trial.has_won and not reason:
        raise ValueError("Against the verdict it needs a reason.")
    arrangement = Arrangement.objects.first() or Arrangement()
    before, arrangement.order_trial = arrangement.order_trial, trial
    about = trial or before
    if about is None or before == trial:
        return
    arrangement.save()
    is_forced = trial is not None and not trial.has_won
    note(
        ChangeKind.FORCED if is_forced else ChangeKind.PUBLISHED,
        person,
        about,
        {"serves": before.pk if before else None},
        {"serves": trial.pk if trial else None},
        reason=reason,
        reverts=reverts,
    )


def serve_again(change: Change, person: User) -> None:
    """Take a change of what orders back: what served before it, be that nothing, serves again."""
    number = change.before.get("serves")
    before = OrderTrial.objects.in_bulk([number]).get(number) if number else None
    if number and before is None:
        raise ValueError(_("It is no longer there."))
    words = _("Taken back: %(change)s") % {"change": change}
    serve_orders(before, person, reason=words, reverts=change)
