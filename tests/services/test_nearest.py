"""The index of a PostgreSQL with pgvector finds what the index in memory finds."""

import numpy as np
import pytest
from django.db import connection

from recommendations.models import CourseVector
from recommendations.understanding import pgvector
from recommendations.understanding.index import nearest
from recommendations.understanding.vectors import to_bytes
from tests.conftest import make_course

ENCODER = "some-encoder"
DIMENSIONS = 64
COURSES = 40


@pytest.fixture
def vectors():
    random = np.random.default_rng(7)
    rows = random.normal(size=(COURSES, DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    courses = [make_course(f"Course {number}", lessons=0) for number in range(COURSES)]
    CourseVector.objects.bulk_create(
        CourseVector(course=course, modality="text", encoder=ENCODER, vector=to_bytes(row))
        for course, row in zip(courses, rows, strict=True)
    )
    return rows


@pytest.fixture
def prepared(vectors):
    pgvector._known.clear()
    if not pgvector.prepare(DIMENSIONS):
        pytest.skip("this PostgreSQL does not offer the extension pgvector")
    assert pgvector.fill() == COURSES
    yield vectors
    with connection.cursor() as cursor:
        for table in ("recommendations_coursevector", "recommendations_passage"):
            cursor.execute(f"ALTER TABLE {table} DROP COLUMN near")
    pgvector._known.clear()
    pgvector._prepared.clear()


def test_without_the_extension_the_index_in_memory_answers(vectors):
    pgvector._known.clear()

    found = nearest(vectors[3], 5, "text", encoder=ENCODER)

    assert not pgvector.is_ready()
    assert found[0][1] == pytest.approx(1, abs=0.01)


def test_pgvector_finds_what_the_exact_index_finds(prepared, monkeypatch):
    assert pgvector.is_ready()
    with_extension = [nearest(row, 5, "text", encoder=ENCODER) for row in prepared[:10]]
    monkeypatch.setattr(pgvector, "is_ready", lambda: False)

    for row, found in zip(prepared[:10], with_extension, strict=True):
        exact = nearest(row, 5, "text", encoder=ENCODER)
        assert [pk for pk, _ in found] == [pk for pk, _ in exact]
        assert [cosine for _, cosine in found] == pytest.approx(
            [cosine for _, cosine in exact], abs=0.01
        )


def test_vectors_of_another_encoder_or_length_are_not_mixed_in(prepared):
    course = make_course("Another", lessons=0)
    CourseVector.objects.create(
        course=course, modality="text", encoder="another", vector=to_bytes(np.ones(8) / 8**0.5)
    )
    pgvector.fill()

    assert len(nearest(prepared[0], 100, "text", encoder=ENCODER)) == COURSES
    other = nearest(np.ones(8, np.float32) / 8**0.5, 5, "text", encoder="another")
    assert [pk for pk, _ in other] == [course.pk]
