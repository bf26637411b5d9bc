"""How near a text about nothing comes to the catalogue: what is no nearer means nothing.

Cosines of one encoder lie between 0 and 0.6, those of another between 0.8 and 0.95. So each is
asked what it makes of nonsense, over the very courses that are there.
"""

import numpy as np

from recommendations.engine.features.encoders import Encoder
from recommendations.engine.types import Floats
from recommendations.models import CourseVector, TextEncoder
from recommendations.understanding.choice import forget_choice
from recommendations.understanding.index import Kind, Vectors, nearest
from recommendations.understanding.vectors import from_bytes

MANY = 200
# Not all of it: some syllables that mean nothing to us are near a title by accident.
SHARE = 0.95
TITLE_SHARE = 0.85
NONSENSE = (
    "qwxz vbnm plok", "aaaaaaa bbbbbb", "zzyzx grnfl", "jkl;asdf uiop", "frobnitz quux wibble",
    "0000 1111 9999", "8472659013", "x1y2 z3w4 q5", "... --- ...", "#$%^&*()", "hmmmm uhhhh errr",
    "brrrrr whoosh splat", "dolore magna aliqua ut enim", "hokus pokus fidibus", "tralala lalala",
    "呃呃呃嗯嗯嗯", "屯屯屯烫烫烫", "魑魅魍魉饕餮", "锟锟斤斤拷拷", "叽里咕噜呱啦", "嘿嘿嘿嘻嘻嘻",
    "甲乙丙丁戊己庚辛", "之乎者也矣焉哉", "噼里啪啦轰隆隆",
)  # fmt: skip


def find_floors(encoder: Encoder) -> dict[str, float]:
    """Measure and keep the floors: how near nonsense comes to titles, courses and passages.

    `base` is its mean cosine to courses, from which nearness is counted.
    """
    vectors = encoder.encode(NONSENSE, are_queries=True)
    floors = {
        "title": _floor(vectors, "title", encoder.id, TITLE_SHARE),
        "text": _floor(vectors, "text", encoder.id, SHARE),
        "passage": _floor(vectors, "passage", encoder.id, SHARE),
    }
    some = Vectors(CourseVector).of(encoder.id, "text").values_list("vector", flat=True)[:MANY]
    courses = from_bytes(bytes(vector) for vector in some)
    floors["base"] = float((vectors @ courses.T).mean()) if len(courses) else 0.0
    record = TextEncoder.objects.first() or TextEncoder.objects.create()
    TextEncoder.objects.filter(pk=record.pk).update(floors={encoder.id: floors})
    forget_choice()
    return floors


def _floor(vectors: Floats, kind: Kind, encoder: str, share: float) -> float:
    """What this share of all nonsense stays below, each by the nearest that it finds."""
    found = [nearest(one, 1, kind, encoder=encoder) for one in vectors]
    best = [near[0][1] for near in found if near]
    return float(np.quantile(best, share)) if best else 0.0
