"""The index of a PostgreSQL that has the extension pgvector: a column beside the kept bytes.

Workers prepare it where the server offers the extension and the site's role may create it;
without either, nothing fails and the index in memory answers.
"""

import logging
import time
from typing import Literal

from django.db import Error, connection, transaction

from recommendations.engine.types import Floats
from recommendations.understanding.vectors import from_bytes

logger = logging.getLogger(__name__)

TABLES = {
    "text": ("recommendations_coursevector", "course_id", "modality = 'text'"),
    "title": ("recommendations_coursevector", "course_id", "modality = 'title'"),
    "passage": ("recommendations_passage", "id", "true"),
}
MOST_INDEXED = 2000  # numbers of a vector that HNSW takes
ASK_AGAIN_SECONDS = 60.0
BATCH = 2000

_prepared: set[tuple[str, int]] = set()  # by this process: database and length of vectors
_known: dict[str, tuple[bool, float]] = {}  # by database: whether it is there, and when asked


def is_ready() -> bool:
    """Whether this database has the column; asked once a minute at most."""
    if connection.vendor != "postgresql":
        return False
    name = str(connection.settings_dict["NAME"])
    answer, asked_at = _known.get(name, (False, -ASK_AGAIN_SECONDS))
    if not answer and time.monotonic() - asked_at >= ASK_AGAIN_SECONDS:
        answer = _has_column()
        _known[name] = answer, time.monotonic()
    return answer


def prepare(dimensions: int) -> bool:
    """Make the extension, the columns and their indexes where they can be made."""
    if connection.vendor != "postgresql":
        return False
    what = str(connection.settings_dict["NAME"]), dimensions
    if what in _prepared and is_ready():
        return True
    if not _is_offered():
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            for table in ("recommendations_coursevector", "recommendations_passage"):
                cursor.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS near vector")
                if dimensions <= MOST_INDEXED:
                    cursor.execute(
                        f"CREATE INDEX IF NOT EXISTS {table}_near_{dimensions} ON {table} "
                        f"USING hnsw ((near::vector({dimensions})) vector_cosine_ops) "
                        f"WHERE vector_dims(near) = {dimensions}"
                    )
    except Error as error:
        logger.warning("pgvector cannot be used: %s", error)
        return False
    _known.clear()
    _prepared.add(what)
    return True


def fill() -> int:
    """Give rows that lack it their vector; says how many there were."""
    if not is_ready():
        return 0
    return sum(
        _fill(table) for table in ("recommendations_coursevector", "recommendations_passage")
    )


def nearest(
    vector: Floats, k: int, kind: Literal["text", "title", "passage"], *, encoder: str
) -> list[tuple[int, float]]:
    """The `k` nearest by cosine."""
    table, column, condition = TABLES[kind]
    size = len(vector)
    near = f"near::vector({size}) <=> %(vector)s::vector({size})"
    with connection.cursor() as cursor, transaction.atomic():
        # As many candidates as are asked for: HNSW looks at 40 otherwise.
        cursor.execute(f"SET LOCAL hnsw.ef_search = {min(1000, max(40, 2 * k))}")
        cursor.execute(
            f"SELECT {column}, 1 - ({near}) FROM {table} "  # noqa: S608 - names of ours alone
            f"WHERE vector_dims(near) = {size} AND {condition} AND encoder = %(encoder)s "
            f"ORDER BY {near} LIMIT %(k)s",
            {"vector": _said(vector), "encoder": encoder, "k": k},
        )
        return [(int(pk), float(cosine)) for pk, cosine in cursor.fetchall()]


def _fill(table: str) -> int:
    count = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, vector FROM {table} WHERE near IS NULL "  # noqa: S608
                f"AND length(vector) > 0 LIMIT {BATCH}"
            )
            rows = cursor.fetchall()
            said = [(_said(from_bytes([bytes(kept)])[0]), pk) for pk, kept in rows]
            cursor.executemany(f"UPDATE {table} SET near = %s::vector WHERE id = %s", said)  # noqa: S608
        count += len(rows)
        if len(rows) < BATCH:
            return count


def _said(vector: Floats) -> str:
    """A vector in pgvector's own words."""
    return "[" + ",".join(f"{number:.6g}" for number in vector.tolist()) + "]"


def _is_offered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
        return cursor.fetchone() is not None


def _has_column() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns "
            "WHERE table_name IN ('recommendations_coursevector', 'recommendations_passage') "
            "AND column_name = 'near' AND table_schema = current_schema()"
        )
        return bool(cursor.fetchone()[0] == 2)
