"""The form with which a learner says what they want to reach, and how many hours a week they have."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from courses.models import Category, Course, CourseStatus, LearningGoal, LearningPath, Skill
from courses.models.paths import MOST_HOURS

MOST_SKILLS = 300
KINDS: dict[str, type[models.Model]] = {
    "skill": Skill,
    "category": Category,
    "course": Course,
    "path": LearningPath,
}


class Aims(models.QuerySet[Any]):
    """Sentences about what a goal may aim at."""

    def taught(self) -> "Aims":
        """Skills that a published course teaches, those of most courses first."""
        is_open = Q(courses__status=CourseStatus.PUBLISHED)
        counted = self.annotate(taught=Count("courses", filter=is_open))
        return counted.filter(taught__gt=0).order_by("-taught", "slug")

    def for_goals_of(self, learner: User, key: int) -> Any:
        """The one with this number that this learner may aim at, if there is one."""
        rows = self.filter(pk=key)
        if self.model is Course:
            rows = rows.filter(status=CourseStatus.PUBLISHED)
        if self.model is LearningPath:
            rows = rows.filter(is_published=True)
        return rows.first()


class GoalForm(forms.Form):
    """What to reach, and in how many hours a week."""

    aim = forms.CharField(label=gettext_lazy("I want to reach"), widget=forms.Select)
    weekly_hours = forms.IntegerField(
        label=gettext_lazy("Hours a week"), min_value=1, max_value=MOST_HOURS, initial=3
    )

    def __init__(self, learner: User, *args: Any, extra: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        widget = self.fields["aim"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = aim_choices(extra)

    def clean_aim(self) -> Any:
        """The skill, field, course or path that was named."""
        kind, _colon, key = self.cleaned_data["aim"].partition(":")
        is_known = kind in KINDS and key.isdecimal() and len(key) < 19
        found = Aims(KINDS[kind]).for_goals_of(self.learner, int(key)) if is_known else None
        if found is None:
            raise forms.ValidationError(_("Choose something from the list."))
        return found


def value_of(aim: Any) -> str:
    """A skill, field, course or path as the form names it."""
    kind = next(kind for kind, model in KINDS.items() if isinstance(aim, model))
    return f"{kind}:{aim.pk}"


def aim_choices(extra: Any = None) -> list[tuple[str, Any]]:
    """Fields with their categories, then skills; `extra` stands first, as where one came from."""
    fields = [one for field in Category.objects.fields() for one in (field, *field.children.all())]
    skills = sorted(Aims(Skill).taught()[:MOST_SKILLS], key=lambda skill: skill.name.casefold())
    first = [(value_of(extra), str(extra))] if extra is not None else []
    return [
        ("", _("Choose …")),
        *first,
        (_("Skills"), [(value_of(one), one.name) for one in skills]),
        (_("Fields"), [(value_of(one), _field_name(one)) for one in fields]),
    ]


def _field_name(category: Category) -> str:
    return category.name if category.parent_id is None else f"– {category.name}"


def initial_of(goal: LearningGoal | None, extra: Any) -> dict[str, Any]:
    """What the form shows at first: where one came from, else the goal as it is."""
    aim = extra if extra is not None else goal.aim if goal else None
    values: dict[str, Any] = {"weekly_hours": goal.weekly_hours if goal else 3}
    return values | ({"aim": value_of(aim)} if aim is not None else {})
