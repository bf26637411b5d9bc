"""The four permissions of the recommender, and what each of them opens.

They are given to people or groups as any permission. Whoever has one of them has, with it, those
of Django for the tables that it is about, so that every page of the admin asks in the usual way.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db import models

VIEW = "recommendations.view_recommender"
TUNE = "recommendations.tune_recommender"
PUBLISH = "recommendations.publish_versions"
EXPERIMENT = "recommendations.run_experiments"

SEEN = (
    "algorithmsetting", "row", "rule", "version", "trainingrun", "refreshrun", "cachedpage",
    "change", "reading", "gate", "arrangement", "layer", "experiment", "arm",
    "languagemodel", "languageday", "prompt", "wording", "ordertrial",
)  # fmt: skip
SCHEDULES = ("periodictask", "crontabschedule", "intervalschedule", "clockedschedule")
EDITS = ("add", "change", "delete")


def _names(actions: tuple[str, ...], *tables: str, app: str = "recommendations") -> set[str]:
    return {f"{app}.{action}_{table}" for action in actions for table in tables}


SEES = {VIEW, *_names(("view",), *SEEN), *_names(("view",), *SCHEDULES, app="django_celery_beat")}
OPENS: dict[str, set[str]] = {
    VIEW: SEES,
    TUNE: SEES
    | _names(("change",), "algorithmsetting")
    | _names(EDITS, "row", "rule", "languagemodel")
    | _names(("change",), "prompt", "wording")
    | _names(("delete",), "wording")
    | _names(("add",), "trainingrun", "refreshrun")
    | _names(EDITS, *SCHEDULES, app="django_celery_beat"),
    PUBLISH: SEES | _names(("change",), "version"),
    EXPERIMENT: SEES | _names(EDITS, "layer", "experiment", "arm"),
}
# Ready-made groups; staff may rename them, and change what they hold.
GROUPS = {
    "Recommender: look 查看": (VIEW,),
    "Recommender: tune 调整": (TUNE,),
    "Recommender: publish 发布": (PUBLISH,),
    "Recommender: experiment 实验": (EXPERIMENT,),
}


class FourPermissions(BaseBackend):
    """Adds what the four permissions open; signs nobody in."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What follows from those of the four that a person or their groups were given."""
        if obj is not None or user_obj.is_anonymous or not user_obj.is_active:
            return set()
        given = ModelBackend().get_all_permissions(user_obj)
        return set().union(*(opened for name, opened in OPENS.items() if name in given))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether anything of an app is open."""
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))


class Known(models.QuerySet[Permission]):
    """Finds permissions."""

    def named(self, names: tuple[str, ...]) -> "Known":
        """Those of the recommender with these full names."""
        codes = [name.partition(".")[2] for name in names]
        return self.filter(content_type__app_label="recommendations", codename__in=codes)


class Groups(models.QuerySet[Group]):
    """Finds groups."""

    def holding(self, names: tuple[str, ...]) -> bool:
        """Whether some group was already given one of these permissions."""
        return self.filter(permissions__in=Known(Permission).named(names)).exists()


def ensure_groups() -> None:
    """Make the group of each permission that no group holds yet."""
    for title, names in GROUPS.items():
        if not Groups(Group).holding(names):
            group, _is_new = Group.objects.get_or_create(name=title)
            group.permissions.add(*Known(Permission).named(names))
