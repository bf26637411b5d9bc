"""The verbs of the ledger: what each is worth to training, and its name in xAPI."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """A thing that can happen: its training signal (negative = a dislike) and its xAPI verb."""

    name: str
    signal: float
    xapi: str
    is_from_browser: bool = False


_ADL = "http://adlnet.gov/expapi/verbs/"
_ACTIVITY = "http://activitystrea.ms/schema/1.0/"
_OWN = "https://w3id.org/xapi/adb/verbs/"

VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        # Browsers report the view of a page that they had fetched ahead of time.
        Verb("viewed", 0.5, _ACTIVITY + "open", is_from_browser=True),
        Verb("searched", 0.0, _ACTIVITY + "search"),
        Verb("enrolled", 3.0, _ADL + "registered"),
        Verb("left", -1.0, _ACTIVITY + "leave"),
        Verb("lesson_started", 0.5, _ADL + "launched"),
        Verb("lesson_completed", 1.0, _ADL + "completed"),
        Verb("video_progressed", 0.25, _ADL + "progressed"),
        Verb("quiz_submitted", 0.5, _ADL + "answered"),
        Verb("course_completed", 3.0, _ADL + "passed"),
        Verb("reviewed", 1.0, _ACTIVITY + "review"),
        Verb("saved", 1.5, _ACTIVITY + "save"),
        Verb("unsaved", 0.0, _ACTIVITY + "remove"),
        Verb("dismissed", -3.0, _ACTIVITY + "dislike"),
        Verb("undismissed", 0.0, _ACTIVITY + "undo"),
        Verb("less_wanted", -2.0, _ACTIVITY + "ignore"),
        Verb("less_wanted_undone", 0.0, _ACTIVITY + "undo"),
        # Neither a like nor a dislike: the course is not suggested again, and that is all.
        Verb("already_known", 0.0, _ADL + "mastered"),
        Verb("already_known_undone", 0.0, _ACTIVITY + "undo"),
        Verb("reason_helped", 0.0, _ACTIVITY + "agree"),
        Verb("reason_did_not_help", 0.0, _ACTIVITY + "disagree"),
        Verb("impressed", 0.0, _OWN + "noticed", is_from_browser=True),
        Verb("clicked", 0.25, _OWN + "selected", is_from_browser=True),
        Verb("dwelled", 0.25, _OWN + "read", is_from_browser=True),
        Verb("video_watched", 0.0, _ADL + "experienced", is_from_browser=True),
    )
}

# What takes an earlier event of the same learner and course back.
UNDOES = {
    "unsaved": "saved",
    "undismissed": "dismissed",
    "less_wanted_undone": "less_wanted",
    "already_known_undone": "already_known",
}

# What changes a learner's history, and so their homepage.
TELLING = {verb.name for verb in VERBS.values() if verb.signal} | set(UNDOES)
