"""Checks the cells of an imported row: who, which course, when, how much."""

import hashlib
import math
import uuid
from datetime import UTC, datetime, timedelta

from accounts.models import User
from courses.models import Course
from tracking.bulk import load
from tracking.clock import aware

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
# Seconds since 1970 stay below this for 3,000 years; above it they are milliseconds.
MILLISECONDS_FROM = 1e11
LONGEST_KEY = 60
_NAMESPACE = uuid.UUID("4f0e9c6a-2a55-5a43-9a0c-6f5ad1a4b7e3")


class RowRefusedError(ValueError):
    """A value that cannot be taken; the text names the column and what it takes."""


class People:
    """The learners of an import: known by e-mail or by their key in the source."""

    def __init__(self, source: str, *, makes_learners: bool) -> None:
        self.source, self.makes_learners = source, makes_learners
        self.ids: dict[str, int] = {}
        self.new: set[str] = set()
        self._refused: set[str] = set()
        for person in User.objects.only(*_NEEDED).iterator(chunk_size=5_000):
            for name in filter(None, (person.email.lower(), person.external_id)):
                self.ids[name] = person.pk
                if not person.may_be_logged:
                    self._refused.add(name)

    def find(self, key: str) -> str:
        """The name under which a learner is known; one that is new is noted to be made."""
        if not key:
            raise RowRefusedError("learner: is empty; it takes an e-mail or a key of the source")
        for name in (key.lower() if "@" in key else f"{self.source}:{key}", key):
            if name in self.ids or name in self.new:
                return name
        if not self.makes_learners or "@" in key:
            raise RowRefusedError(
                f"learner: there is no learner {key!r} (--create-learners makes those with a key)"
            )
        if len(key) > LONGEST_KEY:
            raise RowRefusedError(f"learner: a key has at most {LONGEST_KEY} characters")
        self.new.add(f"{self.source}:{key}")
        return f"{self.source}:{key}"

    def may_be_logged(self, name: str) -> bool:
        """Whether a learner agreed; those of a source agreed there, which its owner vouches for."""
        return name not in self._refused

    def write(self) -> None:
        """Make the new learners; they cannot sign in until somebody gives them an e-mail."""
        columns = ("external_id", "email", "public_id", "display_name", "password")
        rows = []
        for name in sorted(self.new):
            digest = hashlib.sha256(name.encode()).hexdigest()[:40]
            public_id = uuid.uuid5(_NAMESPACE, name)
            shown = name.removeprefix(f"{self.source}:")
            rows.append((name, f"{digest}@imported.invalid", public_id, shown, f"!{digest}"))
        load(User, columns, rows, constants={"consents_to_personalisation": True})
        made = User.objects.in_bulk(sorted(self.new), field_name="external_id")
        self.ids |= {name: person.pk for name, person in made.items()}


_NEEDED = ("pk", "email", "external_id", "consents_to_personalisation", "is_active")


def known_courses(source: str) -> dict[str, int]:
    """Our id of each course, by its key in the source, its full external id, or `#` and our id."""
    found: dict[str, int] = {}
    prefix = f"{source}:"
    for pk, external_id in Course.objects.order_by().values_list("pk", "external_id"):
        found[f"#{pk}"] = pk
        if external_id:
            found.setdefault(external_id, pk)
            if external_id.startswith(prefix):
                found[external_id.removeprefix(prefix)] = pk
    return found


def read_moment(text: str, now: datetime) -> datetime:
    """A moment: ISO 8601 (UTC if it names no zone) or seconds or milliseconds since 1970."""
    try:
        moment = (
            _since_1970(float(text)) if _is_number(text) else aware(datetime.fromisoformat(text))
        )
    except (ValueError, OverflowError, OSError):
        raise RowRefusedError(
            f"time: {text!r} is no moment; it takes 2026-03-01T12:00:00Z or seconds since 1970"
        ) from None
    if moment > now + timedelta(minutes=5):
        raise RowRefusedError(f"time: {text!r} is in the future")
    if moment < EARLIEST:
        raise RowRefusedError(f"time: {text!r} is before {EARLIEST.year}")
    return moment


def read_value(text: str) -> float | None:
    """A finite number, or nothing."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RowRefusedError(f"value: {text!r} is no finite number")
    return value


def _is_number(text: str) -> bool:
    # "20260301" is a date of ISO 8601 and no number of seconds.
    return text.replace(".", "", 1).isdigit() and len(text) != len("20260301")


def _since_1970(number: float) -> datetime:
    seconds = number / 1000 if number > MILLISECONDS_FROM else number
    return datetime.fromtimestamp(seconds, UTC)
