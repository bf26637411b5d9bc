"""What went wrong in a training, in the words of people, and what they can do about it."""

from django.db import DatabaseError
from django.utils.translation import gettext_noop
from pydantic import ValidationError

from recommendations.training.versions import NotFiniteError

# Said after what went wrong; the page of a run finds the one that fits by these words.
NO_MEMORY = gettext_noop("The machine has not enough memory for this training.")
ADVICE = {
    "not enough memory": gettext_noop(
        "Lower the numbers of factors, neighbours or epochs, switch an algorithm off, or give the "
        "worker more memory."
    ),
    "A parameter is wrong": gettext_noop(
        "Open the algorithm, correct the parameter or empty its field, and train again."
    ),
    "The database refused": gettext_noop(
        "Try again; if it happens again, show the log to whoever runs the database."
    ),
    "could not be written": gettext_noop(
        "See that the folder of the artefacts exists, is writable and has space left."
    ),
    "no number": gettext_noop(
        "The model came apart while it learned: lower its learning rate or raise its "
        "regularisation. What served before goes on serving."
    ),
    "stopped without a word": gettext_noop(
        "Usually the machine ran out of memory or was restarted. See whether the worker runs, then "
        "train again."
    ),
    "The queue cannot be reached": gettext_noop("Start Redis and a worker, then train again."),
}
OTHERWISE = gettext_noop(
    "Nothing that serves was touched. Train again; if it fails again, show the log to a developer."
)


def in_words(error: Exception) -> str:
    """What went wrong, for staff, in one or two sentences."""
    match error:
        case MemoryError():
            return NO_MEMORY
        case ValidationError():
            faults = "; ".join(
                f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
            )
            return f"A parameter is wrong: {faults}"
        case DatabaseError():
            return f"The database refused: {error}"
        case NotFiniteError():
            return f"The model is not finite: {error}"
        case OSError():
            return f"The artefacts could not be written: {error}"
    return f"{type(error).__name__}: {error}"


def advice_on(error: str) -> list[str]:
    """What to do about each thing that went wrong, each advice once."""
    found = [advice for words, advice in ADVICE.items() if words in error]
    return found or ([OTHERWISE] if error else [])
