"""The catalogue: categories, skills, courses and what a course builds on."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from courses.graph import Growing, cycle_closed_by
from courses.models.choices import CourseStatus, Language
from courses.models.course_queries import CourseQuerySet

SLUG_LENGTH = 80


class Named(models.Model):
    """Something with a name in both languages of the site."""

    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader, else the English one."""
        is_chinese = (get_language() or "en").startswith("zh")
        return (self.name_zh if is_chinese else "") or self.name_en


class CategoryQuerySet(models.QuerySet["Category"]):
    """Sentences about many categories."""

    def fields(self) -> "CategoryQuerySet":
        """The fields, each with its categories."""
        return self.filter(parent=None).prefetch_related("children")

    def of_slug(self, slug: str) -> "Category | None":
        """The one of this slug, if there is one."""
        return self.filter(slug=slug).first()

    def by_id(self) -> dict[int, "Category"]:
        """All of them."""
        return {one.pk: one for one in self.all()}


class Category(Named):
    """A field (without parent) or a category inside a field."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "slug"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class SkillQuerySet(models.QuerySet["Skill"]):
    """Sentences about many skills."""

    def with_slug(self, slug: str) -> "Skill | None":
        """The skill of this slug, if there is one."""
        return self.filter(slug=slug).first()


class Skill(Named):
    """Something that a course teaches."""

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slug"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class Course(models.Model):
    """A course: what the catalogue shows and what the recommender recommends."""

    title = models.CharField(_("title"), max_length=255)
    slug = models.SlugField(max_length=SLUG_LENGTH, allow_unicode=True, blank=True, editable=False)
    subtitle = models.CharField(_("subtitle"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    outcomes = models.JSONField(_("what you will learn"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Language, default="en")
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.BEGINNER)
    status = models.CharField(
        _("status"), max_length=10, choices=CourseStatus, default=CourseStatus.DRAFT, db_index=True
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="courses"
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="courses")
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="taught_courses"
    )
    prerequisites = models.ManyToManyField(
        "self", through="Prerequisite", symmetrical=False, blank=True, related_name="unlocks"
    )
    cover = models.ImageField(_("cover"), upload_to="covers/", blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Bumped on each save: the key of every cached fragment of this course.
    updated_at = models.DateTimeField(auto_now=True)
    # Where an imported course came from, "source:key", so that a second import changes nothing.
    external_id = models.CharField(max_length=160, null=True, blank=True, unique=True)

    # Kept by the code that changes what they count (see courses/reviews.py, enrolment.py, authoring).
    duration_minutes = models.PositiveIntegerField(_("minutes"), default=0)
    lesson_count = models.PositiveIntegerField(_("lessons"), default=0)
    enrolment_count = models.PositiveIntegerField(_("enrolments"), default=0, db_index=True)
    rating_count = models.PositiveIntegerField(_("ratings"), default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    # Bayesian mean, kept with the two numbers above: sorts the catalogue without a computation.
    rating = models.FloatField(_("rating"), default=0.0, db_index=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with a slug made from the title; an emoji-only title falls back to "course"."""
        self.slug = slugify(self.title, allow_unicode=True)[:SLUG_LENGTH].strip("-") or "course"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The address of the course page; the id makes it unique, the slug makes it readable."""
        return reverse("course", args=[self.pk, self.slug] if self.slug else [self.pk])

    def recount(self) -> None:
        """Count lessons and minutes anew from the lessons that are there."""
        found = self.sections.aggregate(
            count=models.Count("lessons"), minutes=models.Sum("lessons__duration_minutes")
        )
        self.lesson_count, self.duration_minutes = found["count"], found["minutes"] or 0
        self.save(update_fields=["lesson_count", "duration_minutes", "updated_at"])


class PrerequisiteQuerySet(models.QuerySet["Prerequisite"]):
    """Sentences about many links."""

    def of_courses(self, course_ids: Iterable[int]) -> "PrerequisiteQuerySet":
        """What these courses build on directly."""
        return self.filter(course_id__in=course_ids)


class Prerequisite(models.Model):
    """`course` builds on `requires`; together they never form a cycle."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="prerequisite_links")
    requires = models.ForeignKey(Course, models.CASCADE, related_name="unlock_links")

    objects = PrerequisiteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "requires"], name="one_prerequisite_link"),
            models.CheckConstraint(
                condition=~Q(course=models.F("requires")), name="no_course_requires_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} ← {self.requires}"

    def clean(self) -> None:
        """Refuse a link that would close a cycle, and name the cycle."""
        if self.course_id is None or self.requires_id is None:
            return
        links = links_below([self.requires_id], without=self.pk)
        cycle = cycle_closed_by(links, self.course_id, self.requires_id)
        if cycle:
            titles = dict(Course.objects.among(cycle).values_list("pk", "title"))
            said = " → ".join(titles.get(pk, str(pk)) for pk in cycle)
            message = _("That would close a cycle: %(cycle)s.") % {"cycle": said}
            raise ValidationError({"requires": message}, code="cycle")


def links_below(course_ids: Iterable[int], *, without: int | None = None) -> Growing:
    """Course -> what it requires, for these courses and all that they build on: a query a step."""
    found: Growing = {}
    frontier = set(course_ids)
    while frontier:
        found |= {course: set() for course in frontier}
        links = Prerequisite.objects.of_courses(frontier).exclude(pk=without or 0)
        for course, requires in links.values_list("course_id", "requires_id"):
            found[course].add(requires)
        frontier = {below for course in frontier for below in found[course]} - found.keys()
    return found
