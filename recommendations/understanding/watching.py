"""Looks at pictures of courses and listens to their films: in workers, where files changed."""

import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from recommendations import locks
from recommendations.models import CourseReading, CourseSense, CourseVector, Sense
from recommendations.requests import ask_for_vectors
from recommendations.sources.course_texts import Readings
from recommendations.sources.media import CourseMedia, Sensed, Vectors, read_media
from recommendations.understanding.perceiving import FAULTS, SPACES, Found, perceive, reader_of
from recommendations.understanding.vectors import to_bytes

LOCK = "watch courses"
FAULT_RESTS = timedelta(hours=6)  # then a file that could not be read is tried again
LONGEST = 20_000  # characters of a course's words

# What was found in files of this turn, by sense and content: many courses may show one film.
Known = dict[tuple[str, str], Found]


@dataclass(frozen=True)
class Watched:
    """What one turn came to."""

    courses: int = 0  # readings of courses whose files changed
    is_done: bool = True


def watch_changed(*, seconds: float = 240.0) -> Watched:
    """Read the files that changed since they were read, at most for so long."""
    try:
        with locks.held(LOCK):
            return _watch(seconds)
    except locks.Busy:
        return Watched()


def _watch(seconds: float) -> Watched:
    started, count = time.monotonic(), 0
    known: Known = {}
    for media in read_media():
        for sense in Sense:
            if time.monotonic() - started > seconds:
                return Watched(count, is_done=False)
            count += _watch_course(media, sense, known)
    return Watched(count)


def _watch_course(media: CourseMedia, sense: Sense, known: Known) -> bool:
    """Read one course by one sense if that is due; says whether it was."""
    names, reader = media.files(sense), reader_of(sense)
    record = Sensed(CourseSense).of(media.course, sense).first()
    if not names:
        if record is not None:
            _forget(record)
        return False
    if not reader:
        return False
    stamp = _stamp(reader, names)
    record = record or CourseSense(course_id=media.course, sense=sense)
    if record.stamp == stamp and not _is_due(record):
        return False
    record.reader, record.stamp = reader, stamp
    return _read(record, media, known)


def _is_due(record: CourseSense) -> bool:
    return bool(record.fault) and record.read_at < timezone.now() - FAULT_RESTS


def _read(record: CourseSense, media: CourseMedia, known: Known) -> bool:
    """Read the files and keep what is found; False where they hold what they did."""
    found, faults, digests = [], [], {}
    for name in media.files(record.sense):
        try:
            digests[name] = _digest(name)
        except OSError as error:
            faults.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
    whole = hashlib.sha256("\n".join((record.reader, *digests.values())).encode()).hexdigest()
    if record.digest == whole and not faults and not record.fault:
        record.save(update_fields=["stamp", "read_at"])
        return False
    for name, digest in digests.items():
        try:
            key = (record.sense, digest)
            if key not in known:
                known[key] = perceive(name, record.sense, is_film=name != media.cover)
            found.append(known[key])
        except FAULTS as error:
            faults.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")
    record.digest, record.fault = whole, "\n".join(faults)
    _keep(record, found)
    return True


def _keep(record: CourseSense, found: Sequence[Found]) -> None:
    """The sums over all files; other words have the texts of the course encoded anew."""
    before, record.words = record.words, _words(found)
    record.amount = sum(one.amount for one in found)
    spoken = sum(one.speech for one in found)
    is_heard = record.sense == Sense.SOUND and record.amount > 0
    record.speech = spoken / record.amount if is_heard else None
    record.pace = 60 * sum(one.syllables for one in found) / spoken if spoken else None
    with transaction.atomic():
        record.save()
        _keep_vector(record, found)
    if record.words != before:
        Readings(CourseReading).of([record.course_id]).update(changed_at=timezone.now())
        ask_for_vectors()


def _words(found: Sequence[Found]) -> str:
    return "\n".join(dict.fromkeys(one.words for one in found if one.words))[:LONGEST]


def _keep_vector(record: CourseSense, found: Sequence[Found]) -> None:
    """The mean of all vectors, in place of the one before."""
    Vectors(CourseVector).of(record.course_id, record.sense).delete()
    totals = [one.total for one in found if one.total is not None]
    if totals:
        mean = np.sum(totals, axis=0) / sum(one.count for one in found if one.total is not None)
        CourseVector.objects.create(
            course_id=record.course_id,
            modality=record.sense,
            encoder=SPACES[Sense(record.sense)],
            digest=record.digest,
            vector=to_bytes(mean),
        )


def _forget(record: CourseSense) -> None:
    """Its files are gone."""
    with transaction.atomic():
        Vectors(CourseVector).of(record.course_id, record.sense).delete()
        record.delete()


def _stamp(reader: str, names: Sequence[str]) -> str:
    """Changes when a file is put in another's place; reads none of them."""
    digest = hashlib.sha256(reader.encode())
    for name in names:
        digest.update(name.encode())
        with suppress(OSError):
            size, changed = default_storage.size(name), default_storage.get_modified_time(name)
            digest.update(f"{size} {changed}".encode())
    return digest.hexdigest()


def _digest(name: str) -> str:
    """The hash of a whole file."""
    digest = hashlib.sha256()
    with default_storage.open(name) as file:
        for part in file.chunks():
            digest.update(part)
    return digest.hexdigest()
