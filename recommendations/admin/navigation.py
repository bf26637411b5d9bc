"""The sidebar of the admin: what staff work with, in groups; each sees what they may open."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from recommendations.permissions import TUNE, VIEW

# Title, icon and table ("app_model"); the permission to view the table shows the entry.
Entry = tuple[Any, str, str]
GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        _("Homepage"),
        (
            (_("Rows"), "view_carousel", "recommendations_row"),
            (_("Rules"), "gavel", "recommendations_rule"),
            (_("Arrangement of pages"), "dashboard_customize", "recommendations_arrangement"),
            (_("Stored pages"), "account_box", "recommendations_cachedpage"),
        ),
    ),
    (
        _("Recommender"),
        (
            (_("Algorithms"), "tune", "recommendations_algorithmsetting"),
            (_("Versions"), "deployed_code", "recommendations_version"),
            (_("Bars of the gate"), "verified_user", "recommendations_gate"),
            (_("Encoder of texts"), "translate", "recommendations_textencoder"),
            (_("Training runs"), "model_training", "recommendations_trainingrun"),
            (_("Refreshes of pages"), "refresh", "recommendations_refreshrun"),
            (_("Drift"), "show_chart", "recommendations_reading"),
            (_("Changes by staff"), "history", "recommendations_change"),
            (_("Schedules"), "schedule", "django_celery_beat_periodictask"),
        ),
    ),
    (
        _("Words"),
        (
            (_("Language models"), "smart_toy", "recommendations_languagemodel"),
            (_("Prompts"), "edit_note", "recommendations_prompt"),
            (_("Wordings"), "format_quote", "recommendations_wording"),
            (_("Orders for newcomers"), "swap_vert", "recommendations_ordertrial"),
        ),
    ),
    (
        _("Experiments"),
        (
            (_("Experiments"), "science", "recommendations_experiment"),
            (_("Layers"), "layers", "recommendations_layer"),
        ),
    ),
    (
        _("Catalogue"),
        (
            (_("Courses"), "school", "courses_course"),
            (_("Lessons"), "menu_book", "courses_lesson"),
            (_("Sections"), "toc", "courses_section"),
            (_("Categories"), "category", "courses_category"),
            (_("Skills"), "construction", "courses_skill"),
            (_("Prerequisites of skills"), "account_tree", "courses_skilllink"),
            (_("Learning paths"), "route", "courses_learningpath"),
        ),
    ),
    (
        _("People"),
        (
            (_("People"), "group", "accounts_user"),
            (_("Groups"), "badge", "auth_group"),
            (_("E-mail addresses"), "mail", "account_emailaddress"),
        ),
    ),
    (
        _("Activity"),
        (
            (_("Enrolments"), "how_to_reg", "courses_enrolment"),
            (_("Reviews"), "reviews", "courses_review"),
            (_("Events"), "bolt", "tracking_event"),
            (_("Days of activity"), "calendar_month", "tracking_dailyactivity"),
        ),
    ),
)
# Pages that belong to no table: title, icon, address, and the table that one must be able to see.
PAGES: tuple[tuple[Any, str, str, str], ...] = (
    (_("Learners' answers"), "query_stats", "online", "recommendations_trainingrun"),
    (_("New courses"), "fiber_new", "new_courses", "recommendations_trainingrun"),
    (_("Feedback"), "thumbs_up_down", "feedback", "recommendations_trainingrun"),
    (_("Measurements"), "timeline", "offline", "recommendations_trainingrun"),
    (_("What language models did"), "forum", "language_days", "recommendations_languagemodel"),
    (_("What is read of courses"), "visibility", "understood", "recommendations_trainingrun"),
    (_("Inside the models"), "hub", "model_views", "recommendations_version"),
)
EXPERIMENTS = ("recommendations_experiment", "recommendations_layer")
# The one record of a table: its admin asks for the recommender's own permissions.
RECORDS = ("recommendations_textencoder",)
AUTHORING: tuple[Entry, ...] = (
    (_("My courses"), "school", "courses_course"),
    (_("My lessons"), "menu_book", "courses_lesson"),
    (_("My sections"), "toc", "courses_section"),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """All groups for staff; instructors without permissions see their authoring alone."""
    if is_author_only(request):
        return [_group(_("Authoring"), AUTHORING, lambda _table: _everybody)]
    first = {"title": _("Dashboard"), "icon": "monitoring", "link": reverse("admin:index")}
    return [
        {"items": [first, *(_page(*page) for page in PAGES)]},
        *(_group(title, entries, _viewer) for title, entries in GROUPS),
    ]


def is_author_only(request: HttpRequest) -> bool:
    """Whether this person is in the admin to write courses, and for nothing else."""
    is_instructor = getattr(request.user, "role", "") == Role.INSTRUCTOR
    return is_instructor and not request.user.get_all_permissions()


def _page(title: Any, icon: str, address: str, table: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(address), "permission": _viewer(table)}


def _group(
    title: Any, entries: tuple[Entry, ...], permission: Callable[[str], Callable[..., bool]]
) -> dict[str, Any]:
    items = [
        {
            "title": name,
            "icon": icon,
            "link": reverse(f"admin:{table}_changelist"),
            "permission": permission(table),
        }
        for name, icon, table in entries
    ]
    return {"title": title, "separator": True, "items": items}


def _everybody(_request: HttpRequest) -> bool:
    return True


def _viewer(table: str) -> Callable[[HttpRequest], bool]:
    """Whether a person may view a table, asked as Django's admin asks it."""
    app, _underscore, model = table.rpartition("_")
    names = [f"{app}.view_{model}", f"{app}.change_{model}"]
    if table in RECORDS:
        names += [VIEW, TUNE]
    if table in EXPERIMENTS:
        names.append("recommendations.run_experiments")
    return lambda request: any(request.user.has_perm(name) for name in names)
