"""The search index: which terms a course has, and how much each counts."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from courses.models.catalogue import Course


class SearchTermQuerySet(models.QuerySet["SearchTerm"]):
    """Sentences about many terms."""

    def of_courses(self, ids: Iterable[int]) -> "SearchTermQuerySet":
        """All terms of these courses."""
        return self.filter(course_id__in=list(ids))

    def of_words(self, words: Iterable[str]) -> "SearchTermQuerySet":
        """These terms, in every course that has them."""
        return self.filter(term__in=list(words))


class SearchTerm(models.Model):
    """A term of a course; `weight` is higher in the title than in the description."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="search_terms", db_index=False)
    term = models.CharField(max_length=40)
    weight = models.FloatField()

    objects = SearchTermQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "term"], name="one_weight_per_term")
        ]
        indexes: ClassVar = [models.Index(fields=["term", "course"], name="courses_of_term")]

    def __str__(self) -> str:
        return f"{self.term} · {self.course_id}"
