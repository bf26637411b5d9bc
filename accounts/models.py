"""People: the user, their interests and the record of their consent."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is on the site; staff are marked by Django's own `is_staff`."""

    LEARNER = "learner", _("Learner")
    INSTRUCTOR = "instructor", _("Instructor")
    STAFF = "staff", _("Staff")


class Level(models.TextChoices):
    """How far a learner or a course is."""

    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Goal(models.TextChoices):
    """Why a learner is here."""

    CURIOSITY = "curiosity", _("Follow my curiosity")
    CAREER = "career", _("Grow in my job")
    SWITCH = "switch", _("Change my career")
    STUDY = "study", _("Support my studies")


class UserQuerySet(models.QuerySet["User"]):
    """Sentences about many people."""

    def simulated(self) -> "UserQuerySet":
        """Learners of a demo world, whom nobody can sign in as."""
        return self.filter(is_simulated=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Users are known by e-mail; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; the password may be missing for people who never sign in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a member of staff who may do everything."""
        fields = {"is_staff": True, "is_superuser": True, "role": Role.STAFF} | fields
        return self.create_user(email, password, **fields)


class User(AbstractUser):
    """A person on the site."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.LEARNER)
    language = models.CharField(_("language"), max_length=8, default="en")
    # Empty until the browser or the person says where they live; the site's zone till then.
    time_zone = models.CharField(_("time zone"), max_length=48, blank=True)
    goal = models.CharField(_("goal"), max_length=12, choices=Goal, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    # On how many days a week they want to learn, and whether their homepage says how it goes.
    days_a_week = models.PositiveSmallIntegerField(
        _("days of learning a week"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    shows_streak = models.BooleanField(_("show my week and my streak"), default=True)
    # None = never asked: treated as "no" until the learner says yes.
    consents_to_personalisation = models.BooleanField(_("personalisation"), null=True)
    # Nobody may follow a learner, or see what they study, who has not said so.
    is_followable = models.BooleanField(_("may be followed"), default=False)
    is_simulated = models.BooleanField(_("simulated"), default=False, editable=False)
    # Ids of learners in an imported data set, so that a second import changes nothing.
    external_id = models.CharField(max_length=80, null=True, blank=True, unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        """The name by which the admin greets; there are no first and last names."""
        return str(self)

    def get_short_name(self) -> str:
        """The same."""
        return str(self)

    @property
    def may_be_logged(self) -> bool:
        """Whether this person agreed that their activity shapes their homepage."""
        return bool(self.consents_to_personalisation) and self.is_active


def display_name_of(user: User) -> str:
    """Name a person the way the site shows them."""
    return user.display_name or user.email.split("@")[0]


class Interest(models.Model):
    """A field that a learner says they care about; `topic` is the slug of a category."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interests")
    topic = models.SlugField(max_length=60, allow_unicode=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "topic"], name="one_interest_per_topic")
        ]

    def __str__(self) -> str:
        return self.topic


class ConsentRecord(models.Model):
    """What a person answered when asked about personalisation, and when."""

    learner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consent_records")
    is_granted = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.is_granted}"


class PairQuerySet(models.QuerySet["Pair"]):
    """Sentences about people and other people."""

    def by(self, person: User) -> "PairQuerySet":
        """What this person decided about others, the latest first."""
        return self.filter(person=person).order_by("-at", "-pk")

    def on(self, other: User) -> "PairQuerySet":
        """What was decided about this very person."""
        return self.filter(other=other)

    def between(self, one: User, two: User) -> "PairQuerySet":
        """What two people decided about each other."""
        return self.filter(models.Q(person=one, other=two) | models.Q(person=two, other=one))

    def around(self, person: User) -> "PairQuerySet":
        """What a person decided about others, and others about them."""
        return self.filter(models.Q(person=person) | models.Q(other=person))

    def about(self, other: User) -> "PairQuerySet":
        """What others decided about this person, the latest first."""
        return self.filter(other=other).order_by("-at", "-pk")


class Pair(models.Model):
    """Something that one person decided about another."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="%(class)ss")
    other = models.ForeignKey(User, on_delete=models.CASCADE, related_name="%(class)ss_of")
    at = models.DateTimeField(auto_now_add=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "other"], name="one_%(class)s_a_pair"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="no_%(class)s_of_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.other_id}"


class Follow(Pair):
    """A person follows another one, who allows it."""

    class Meta(Pair.Meta):
        verbose_name = _("follow")
        verbose_name_plural = _("follows")


class Block(Pair):
    """A person wants another one to see nothing of them."""

    class Meta(Pair.Meta):
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
