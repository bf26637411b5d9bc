"""Verbs of the ledger as people say them."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

LABELS = {
    "viewed": _("Opened"),
    "searched": _("Searched for"),
    "enrolled": _("Joined"),
    "left": _("Left"),
    "lesson_started": _("Started a lesson of"),
    "lesson_completed": _("Finished a lesson of"),
    "video_progressed": _("Watched a part of"),
    "quiz_submitted": _("Answered a quiz of"),
    "course_completed": _("Completed"),
    "reviewed": _("Reviewed"),
    "saved": _("Saved"),
    "unsaved": _("Took off the saved ones"),
    "dismissed": _("Said “not interested” of"),
    "undismissed": _("Took back “not interested” of"),
    "less_wanted": _("Asked for less like"),
    "less_wanted_undone": _("Took back “less like” of"),
    "already_known": _("Already knows"),
    "already_known_undone": _("Took back “already know it” of"),
    "reason_helped": _("Found the reason helpful for"),
    "reason_did_not_help": _("Found the reason not helpful for"),
    "impressed": _("Saw the card of"),
    "clicked": _("Chose the card of"),
    "dwelled": _("Read the page of"),
    "video_watched": _("Watched a part of"),
}


@register.filter
def verb_label(verb: str) -> str:
    """Say a verb in the reader's language; one without words of its own as it is stored."""
    return str(LABELS.get(verb, verb))
