"""What is understood of courses: the encoder in force, vectors of courses, passages of lessons."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Lesson
from recommendations.engine.features.encoders import Wanted

ENCODER_LENGTH = 300


class EncoderKind(models.TextChoices):
    """Who turns texts into vectors."""

    PACKAGED = "packaged", _("The packaged multilingual encoder")
    TF_IDF = "tf_idf", _("TF-IDF: the words themselves, one language at a time")
    SENTENCE_TRANSFORMERS = "sentence_transformers", _("A sentence-transformers model")
    ENDPOINT = "endpoint", _("A server that speaks the OpenAI protocol")


class TextEncoder(models.Model):
    """The one record of the encoder in force; where it was never saved, the defaults stand."""

    kind = models.CharField(
        _("encoder"), max_length=24, choices=EncoderKind, default=EncoderKind.PACKAGED
    )
    model = models.CharField(
        _("model"),
        max_length=200,
        blank=True,
        help_text=_("The path of its folder or its name; not for the first two."),
    )
    address = models.URLField(
        _("address"),
        blank=True,
        max_length=200,
        help_text=_("Of a server, with its version: http://localhost:11434/v1"),
    )
    key_variable = models.CharField(
        _("variable of the key"),
        max_length=80,
        blank=True,
        help_text=_("The environment variable that holds the server's key; empty = no key."),
    )
    searches = models.BooleanField(
        _("search by meaning"),
        default=True,
        help_text=_("Off: the search goes by words alone."),
    )
    # What a text about nothing comes to, by the encoder and the catalogue of that day.
    floors = models.JSONField(default=dict, editable=False)
    fault = models.TextField(_("last failure"), blank=True, editable=False)
    fault_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("encoder of texts")
        verbose_name_plural = _("encoder of texts")
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @classmethod
    def now(cls) -> "TextEncoder":
        """What holds now."""
        return cls.objects.first() or cls()

    @property
    def wanted(self) -> Wanted:
        """The same for the engine."""
        return Wanted(self.kind, self.model, self.address, self.key_variable)

    def clean(self) -> None:
        """Refuse a description that is not whole."""
        faults = {}
        if self.kind in {EncoderKind.SENTENCE_TRANSFORMERS, EncoderKind.ENDPOINT}:
            if not self.model:
                faults["model"] = _("Say which model.")
            if self.kind == EncoderKind.ENDPOINT and not self.address:
                faults["address"] = _("Say where the server is.")
        if faults:
            raise ValidationError(faults)


class CourseReading(models.Model):
    """When a course's texts were last read for their vectors, and when they changed."""

    course = models.OneToOneField(Course, models.CASCADE, primary_key=True, related_name="+")
    encoder = models.CharField(max_length=ENCODER_LENGTH, blank=True, db_index=True)
    digest = models.CharField(max_length=64, blank=True)
    fault = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.course_id)


class Modality(models.TextChoices):
    """What of a course a vector stands for."""

    TEXT = "text", _("all its texts")
    TITLE = "title", _("its title")
    PICTURE = "picture", _("its pictures")
    SOUND = "sound", _("its sound")


class CourseVector(models.Model):
    """A course in the space of one encoder."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", db_index=False)
    modality = models.CharField(max_length=12, choices=Modality, default=Modality.TEXT)
    encoder = models.CharField(max_length=ENCODER_LENGTH)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()  # float16, little-endian

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "modality"], name="one_vector_a_modality")
        ]
        indexes: ClassVar = [
            models.Index(fields=["modality", "encoder"], name="vectors_of_encoder")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} · {self.modality}"


class Passage(models.Model):
    """A few sentences of a lesson, to be found by what they say and quoted word for word."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=8)
    encoder = models.CharField(max_length=ENCODER_LENGTH, db_index=True)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "place"], name="one_passage_a_place")
        ]

    def __str__(self) -> str:
        return self.text[:60]
