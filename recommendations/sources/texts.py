"""What courses say of themselves, for algorithms that read."""

from collections import defaultdict

from courses.models import Category, Course, Section
from recommendations.engine.arrays import Longs
from recommendations.engine.types import Catalogue


def read_catalogue(course_ids: Longs) -> Catalogue:
    """Texts, languages and categories of the courses, column for column."""
    fields = (
        "title",
        "subtitle",
        "description",
        "outcomes",
        "language",
        "category_id",
        "published_at",
    )
    rows = {row[0]: row[1:] for row in Course.objects.values_list("pk", *fields).iterator(2000)}
    words = _words()
    paths = _paths()
    texts, languages, categories, published = [], [], [], []
    for course in course_ids.tolist():
        title, subtitle, description, outcomes, language, category, at = rows[course]
        parts = [title, subtitle, description, *map(str, outcomes or []), *words[course]]
        texts.append("\n".join(part for part in parts if part))
        languages.append(language)
        categories.append(paths.get(category, ()))
        published.append(int(at.timestamp()) if at else 0)
    return Catalogue.build(
        course_ids, texts=texts, languages=languages, categories=categories, published_at=published
    )


def _words() -> dict[int, list[str]]:
    """Names of skills in both languages and of sections, by course."""
    words: dict[int, list[str]] = defaultdict(list)
    skills = Course.skills.through.objects.values_list(
        "course_id", "skill__name_en", "skill__name_zh"
    )
    for course, english, chinese in skills.iterator(5000):
        words[course] += [english, chinese]
    for course, title in (
        Section.objects.order_by("order").values_list("course_id", "title").iterator(5000)
    ):
        words[course].append(title)
    return words


def _paths() -> dict[int, tuple[str, ...]]:
    """Each category as the slugs from itself upwards."""
    tree = {
        pk: (parent, slug)
        for pk, parent, slug in Category.objects.values_list("pk", "parent_id", "slug")
    }
    paths = {}
    for category in tree:
        path: list[str] = []
        at: int | None = category
        while at is not None and len(path) < 10:
            parent, slug = tree[at]
            path.append(slug)
            at = parent
        paths[category] = tuple(path)
    return paths
