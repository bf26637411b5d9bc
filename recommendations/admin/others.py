"""Tables of other packages, in the look of this admin; tokens are nobody's to read."""

from typing import Any, ClassVar

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.http import HttpRequest
from django_celery_beat.admin import PeriodicTaskAdmin, PeriodicTaskForm, TaskSelectWidget
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

for table in (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
    EmailAddress,
    TokenProxy,
):
    admin.site.unregister(table)


class TaskSelect(UnfoldAdminSelectWidget, TaskSelectWidget):
    """The list of tasks that the workers know."""


class ScheduleForm(PeriodicTaskForm):
    """A schedule in the look of this admin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskSelect()


@admin.register(PeriodicTask)
class ScheduleAdmin(PeriodicTaskAdmin, ModelAdmin):
    """What runs when; beat reads a change within seconds."""

    form = ScheduleForm
    change_form_template = None
    date_hierarchy = None
    list_display = ("name", "enabled", "scheduler", "last_run_at")
    list_filter: ClassVar = ["enabled", "task"]
    list_editable = ("enabled",)


@admin.register(CrontabSchedule)
class CrontabAdmin(ModelAdmin):
    """Times of day, of the week, of the month."""

    list_display = ("human_readable",)


@admin.register(IntervalSchedule)
class IntervalAdmin(ModelAdmin):
    """Every so many seconds, minutes, hours or days."""


@admin.register(ClockedSchedule)
class ClockedAdmin(ModelAdmin):
    """Once, at a moment."""


@admin.register(EmailAddress)
class MailAdmin(EmailAddressAdmin, ModelAdmin):
    """Who confirmed which address."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People add their own."""
        return False
