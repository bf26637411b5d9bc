"""Events that the ledger could not take, kept on disk until it can: one file a process and hour."""

import fcntl
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from tracking.models import Event

logger = logging.getLogger(__name__)

PATTERN = "events-*.ndjson"
REJECTED = "rejected.ndjson"
FIELDS = tuple(field.attname for field in Event._meta.concrete_fields)


@dataclass(frozen=True)
class Note:
    """Where in the spool an event stands that is about to be written to the ledger."""

    path: Path
    start: int
    end: int


def append(events: Sequence[Event]) -> None:
    """Put events on disk, whole lines at once, and wait until the disk has them."""
    try:
        with _locked(_path()) as descriptor:
            _write(descriptor, events)
            os.fsync(descriptor)
    except OSError:
        logger.exception("%d events are lost: neither ledger nor spool takes them", len(events))
        return
    logger.warning("The ledger takes nothing; %d events spooled", len(events))


def note(event: Event) -> Note | None:
    """Keep an event in case this process is killed before the ledger has it; None if it cannot be.

    It outlives the process, not a loss of power: that would take as long as the ledger itself.
    """
    path = _path(f"-{threading.get_ident()}")
    try:
        with _locked(path) as descriptor:
            return Note(path, *_write(descriptor, [event]))
    except OSError:
        logger.exception("The spool in %s cannot be written", path.parent)
        return None


def take_back(noted: Note) -> None:
    """Remove a note whose event the ledger has; one that others followed is left to the replay."""
    try:
        with noted.path.open("r+b") as file:
            is_last = try_lock(file.fileno(), noted.path) and _size(file.fileno()) == noted.end
            if is_last:
                os.ftruncate(file.fileno(), noted.start)
    except FileNotFoundError:  # a replay took it, and found the same id in the ledger
        return


def pending() -> int:
    """How many events wait on this machine's disk; 0 when all is well."""
    return sum(_count_lines(path) for path in waiting_files())


def waiting_files() -> list[Path]:
    """The files that still hold events, oldest first."""
    return sorted(Path(settings.EVENT_SPOOL_DIR).glob(PATTERN))


def rewrite(path: Path, is_kept: Callable[[bytes], bool]) -> int:
    """Keep only some lines of a file, its writer waiting; says how many are gone."""
    if not path.exists():
        return 0
    with _locked(path):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if is_kept(line)]
        if len(kept) < len(lines):
            # In place: a new file under this name would not be the one that is locked.
            with path.open("r+b") as file:
                file.write(b"".join(kept))
                file.truncate()
                os.fsync(file.fileno())
    return len(lines) - len(kept)


def as_row(event: Event) -> dict[str, Any]:
    """An event as a flat mapping of column to value."""
    return {name: getattr(event, name) for name in FIELDS}


def line_of(event: Event) -> str:
    """An event as one line of JSON."""
    return _ENCODER.encode(as_row(event)) + "\n"


def event_of(row: dict[str, Any]) -> Event:
    """The event of a line; raises ValueError, TypeError or LookupError where it is none."""
    parsed = {}
    for field in Event._meta.concrete_fields:
        try:
            parsed[field.attname] = field.to_python(row[field.attname])
        except ValidationError as error:
            raise ValueError(str(error)) from None
    return Event(**parsed)


class _Encoder(DjangoJSONEncoder):
    """Keeps microseconds, which the order of events depends on."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


_ENCODER = _Encoder(ensure_ascii=False)


def _path(thread: str = "") -> Path:
    hour = datetime.now(UTC).strftime("%Y%m%d%H")
    name = f"events-{hour}-{socket.gethostname()}-{os.getpid()}{thread}.ndjson"
    return Path(settings.EVENT_SPOOL_DIR) / name


def _write(descriptor: int, events: Sequence[Event]) -> tuple[int, int]:
    """Write whole lines at the end of a file that is locked; says from where to where."""
    lines = "".join(line_of(event) for event in events).encode()
    start = _size(descriptor)
    if start and os.pread(descriptor, 1, start - 1) != b"\n":
        lines = b"\n" + lines  # what was cut off by a crash shall not spoil what follows
    if os.write(descriptor, lines) < len(lines):
        raise OSError("the disk is full")
    return start, start + len(lines)


def _size(descriptor: int) -> int:
    return os.fstat(descriptor).st_size


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open a file for appending and hold its lock; one that a replay took away is made anew."""
    while True:
        descriptor = _open(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_still_there(descriptor, path):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)


def try_lock(descriptor: int, path: Path) -> bool:
    """Lock an open file unless somebody else holds or took it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return _is_still_there(descriptor, path)


def _is_still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.fstat(descriptor).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _count_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    except FileNotFoundError:  # replayed meanwhile
        return 0
