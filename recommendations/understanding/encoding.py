"""Encodes what changed: in workers, batch by batch, so that a killed one goes on where it was."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from courses.models import Course
from recommendations import locks
from recommendations.engine.features.encoders import Encoder, EncoderError, TextRefusedError
from recommendations.engine.features.encoders.base import unit
from recommendations.engine.features.passages import language_of
from recommendations.engine.types import Floats
from recommendations.models import CourseReading, CourseVector, Modality, Passage, TextEncoder
from recommendations.sources.course_texts import (
    CourseTexts,
    Passages,
    Readings,
    Shelf,
    read_texts,
)
from recommendations.understanding import pgvector
from recommendations.understanding.choice import forget_choice, in_force
from recommendations.understanding.floors import find_floors
from recommendations.understanding.index import vectors_changed
from recommendations.understanding.vectors import digest_of, from_bytes, to_bytes

BATCH = 16  # courses; with their passages some hundred texts
LOCK = "encode courses"
LESSONS_SHARE = (
    0.5  # how much all lessons together count beside one part that is written to be read
)
FAULT_RESTS = timedelta(hours=6)  # then a course that was not taken is tried again


@dataclass(frozen=True)
class Encoded:
    """What one turn came to."""

    courses: int = 0  # read
    texts: int = 0  # given to the encoder: those that changed
    is_done: bool = True
    fault: str = ""


def encode_changed(*, seconds: float = 240.0, reads_all: bool = False) -> Encoded:
    """Encode what changed since it was read, at most for so long; a failure is kept for staff.

    `reads_all` reads every course, whatever is known of changes; texts that are the same cost
    no encoding all the same.
    """
    try:
        with locks.held(LOCK):
            return _encode(seconds, reads_all=reads_all)
    except locks.Busy:
        return Encoded()


def _encode(seconds: float, *, reads_all: bool) -> Encoded:
    started, courses, texts = time.monotonic(), 0, 0
    try:
        encoder = in_force().encoder()
        _forgive(reads_all=reads_all)
        waiting = Shelf(Course).unread_by(encoder.id)
        for place in range(0, len(waiting), BATCH):
            if time.monotonic() - started > seconds:
                return Encoded(courses, texts, is_done=False)
            batch = waiting[place : place + BATCH]
            texts += _encode_batch(encoder, batch)
            courses += len(batch)
        if courses or not in_force().floors.get(encoder.id):
            find_floors(encoder)
        _note_fault("")
    except EncoderError as error:
        _note_fault(str(error))
        return Encoded(courses, texts, is_done=False, fault=str(error))
    return Encoded(courses, texts)


def _forgive(*, reads_all: bool) -> None:
    """Have courses read again that were not taken a while ago, or all of them."""
    now = timezone.now()
    again = Readings(CourseReading)
    again = again if reads_all else again.failed().before(now - FAULT_RESTS)
    again.update(changed_at=now)


def _encode_batch(encoder: Encoder, ids: Sequence[int]) -> int:
    """Read and encode some courses; says how many texts were given to the encoder."""
    read_at = timezone.now()
    known = {reading.pk: reading for reading in Readings(CourseReading).of(ids)}
    found = read_texts(ids)
    changed = [texts for texts in found if _is_new(encoder, texts, known.get(texts.course))]
    faults: dict[int, str] = {}
    try:
        count = _encode_courses(encoder, changed)
    except TextRefusedError:
        count = 0
        for texts in changed:
            try:
                count += _encode_courses(encoder, [texts])
            except TextRefusedError as error:
                faults[texts.course] = str(error)
    CourseReading.objects.bulk_create(
        [
            CourseReading(
                course_id=texts.course,
                encoder=encoder.id,
                digest=_digest(encoder, texts),
                fault=faults.get(texts.course, ""),
                changed_at=known[texts.course].changed_at if texts.course in known else read_at,
                read_at=read_at + timedelta(microseconds=1),
            )
            for texts in found
        ],
        update_conflicts=True,
        unique_fields=["course"],
        update_fields=["encoder", "digest", "fault", "read_at"],
    )
    return count


def _is_new(encoder: Encoder, texts: CourseTexts, known: CourseReading | None) -> bool:
    return known is None or bool(known.fault) or known.digest != _digest(encoder, texts)


def _digest(encoder: Encoder, texts: CourseTexts) -> str:
    return digest_of(encoder.id, texts.title, *texts.parts, *texts.passages.values())


def _encode_courses(encoder: Encoder, courses: Sequence[CourseTexts]) -> int:
    """Encode what is new of these courses and keep it in one transaction."""
    if not courses:
        return 0
    ids = [texts.course for texts in courses]
    kept = dict(Passages(Passage).of_courses(ids).by(encoder.id).values_list("digest", "vector"))
    digests = {
        passage: digest_of(encoder.id, passage)
        for texts in courses
        for passage in texts.passages.values()
    }
    new = [passage for passage, digest in digests.items() if digest not in kept]
    wanted = [*dict.fromkeys([*(p for t in courses for p in (t.title, *t.parts)), *new])]
    encoded = encoder.encode(wanted)
    vectors = dict(zip(wanted, encoded, strict=True))
    old = [passage for passage in digests if digests[passage] in kept]
    again = from_bytes(bytes(kept[digests[passage]]) for passage in old)
    vectors |= dict(zip(old, again, strict=True))
    with transaction.atomic():
        _keep(encoder, courses, vectors, digests)
    pgvector.prepare(encoded.shape[1])
    pgvector.fill()
    vectors_changed()
    return sum(bool(text.strip()) for text in wanted)


def _keep(
    encoder: Encoder,
    courses: Sequence[CourseTexts],
    vectors: dict[str, Floats],
    digests: dict[str, str],
) -> None:
    ids = [texts.course for texts in courses]
    CourseVector.objects.filter(
        course_id__in=ids, modality__in=[Modality.TEXT, Modality.TITLE]
    ).delete()
    CourseVector.objects.bulk_create(
        CourseVector(
            course_id=texts.course,
            modality=modality,
            encoder=encoder.id,
            digest=_digest(encoder, texts),
            vector=to_bytes(vector),
        )
        for texts in courses
        for modality, vector in (
            (Modality.TEXT, _whole(texts, vectors)),
            (Modality.TITLE, vectors[texts.title]),
        )
    )
    Passages(Passage).of_courses(ids).delete()
    Passage.objects.bulk_create(
        [
            Passage(
                course_id=texts.course,
                lesson_id=lesson,
                place=place,
                text=passage,
                language=language_of(passage),
                encoder=encoder.id,
                digest=digests[passage],
                vector=to_bytes(vectors[passage]),
            )
            for texts in courses
            for (lesson, place), passage in texts.passages.items()
        ],
        batch_size=500,
    )


def _whole(texts: CourseTexts, vectors: dict[str, Floats]) -> Floats:
    """The vector of a course: the directions of its parts together, the title's in two of them."""
    said = [vectors[part] for part in (texts.title, *texts.parts) if part.strip()]
    lessons = [vectors[passage] for passage in texts.passages.values()]
    if lessons:
        said.append(LESSONS_SHARE * unit(np.sum(lessons, axis=0)[None])[0])
    return unit(np.sum(said, axis=0)[None])[0] if said else vectors[texts.title]


def _note_fault(fault: str) -> None:
    """Keep the last failure where staff see it; a turn without one takes it back."""
    record = TextEncoder.objects.first()
    if record is None and not fault:
        return
    record = record or TextEncoder.objects.create()
    if record.fault != fault:
        at = timezone.now() if fault else None
        TextEncoder.objects.filter(pk=record.pk).update(fault=fault, fault_at=at)
    forget_choice()
