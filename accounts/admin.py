"""People in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import ConsentRecord, Interest, User
from accounts.personal_data import erase

admin.site.unregister(Group)


class InterestInline(TabularInline):
    """The fields a learner named."""

    model = Interest
    extra = 0
    tab = True


class ConsentInline(TabularInline):
    """What a learner answered, and when: to read, not to change."""

    model = ConsentRecord
    extra = 0
    tab = True
    can_delete = False
    readonly_fields = ("is_granted", "at")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Answers are the learner's own."""
        return False


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):
    """A person: profile, role, permissions."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "display_name", "role", "is_staff", "is_simulated", "last_login")
    list_filter = ("role", "is_staff", "is_simulated", "consents_to_personalisation")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    list_per_page = 50
    readonly_fields = ("last_login", "date_joined", "is_simulated", "public_id")
    inlines: ClassVar = [InterestInline, ConsentInline]
    fieldsets: ClassVar = (
        (None, {"fields": ("email", "password", "display_name", "role")}),
        (
            _("Profile"),
            {
                "fields": (
                    "language",
                    "time_zone",
                    "goal",
                    "level",
                    "consents_to_personalisation",
                )
            },
        ),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined", "is_simulated", "public_id")}),
    )
    add_fieldsets: ClassVar = (  # type: ignore[misc]
        (None, {"classes": ("wide",), "fields": ("email", "password1", "password2", "role")}),
    )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Deleting a person erases everything the site keeps of them."""
        erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """As above, one by one: each app erases its part."""
        for person in queryset:
            erase(person)


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    """Groups of permissions."""

    filter_horizontal = ("permissions",)
