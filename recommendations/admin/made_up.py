"""The page of a learner who does not exist: staff say which courses they took, and look."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from unfold.fields import UnfoldAdminMultipleAutocompleteModelChoiceField
from unfold.views import BaseAutocompleteView
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminSelectWidget

from accounts.models import User
from courses.models import Category, Course, Language
from recommendations import preview
from recommendations.admin.see_as import may_preview
from recommendations.homepage.provenance import sight_of_history
from tracking.actors import quiet

MOST_COURSES = 50


class Taken(models.QuerySet[Course]):
    """Finds courses that a made-up learner may have taken."""

    def matching(self, words: str) -> "Taken":
        """Published courses whose title holds these words, the most taken first."""
        hit = Q(title__icontains=words) if words else Q()
        return self.filter(hit, status="published").order_by("-enrolment_count", "pk")


class CourseSearch(BaseAutocompleteView):
    """What the field of courses offers while staff type."""

    model = Course

    def get_queryset(self) -> Taken:
        """Courses that fit what was typed."""
        return Taken(Course).matching(self.request.GET.get("term", "").strip()[:80])


class HistoryForm(forms.Form):
    """A history in the order in which it happened."""

    courses = UnfoldAdminMultipleAutocompleteModelChoiceField(
        "made_up_courses",
        queryset=Course.objects.published(),
        label=_("Courses that the learner took"),
        required=False,
    )
    topics = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=_("Fields of interest"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, widget=UnfoldAdminSelectWidget
    )

    def clean_courses(self) -> Any:
        """Refuse more than anybody would type."""
        found = self.cleaned_data["courses"]
        if len(found) > MOST_COURSES:
            raise forms.ValidationError(_("At most 50 courses, please."))
        return found


search_courses = may_preview(CourseSearch.as_view())


@require_safe
@may_preview
def made_up(request: HttpRequest) -> HttpResponse:
    """Ask for a history, or show the page that it gives; nothing is stored or counted."""
    form = HistoryForm(request.GET or None, initial={"language": "en"})
    if form.is_valid():
        return _page(request, form.cleaned_data)
    context = {
        **admin.site.each_context(request),
        "title": _("The page of a made-up learner"),
        "form": form,
    }
    return render(request, "admin/recommendations/made_up.html", context)


def _page(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    person: Any = request.user
    language, words = asked["language"], request.GET.get("why", "").strip()[:80]
    order = request.GET.getlist("courses")
    courses = sorted(
        (course.pk for course in asked["courses"]), key=lambda pk: order.index(str(pk))
    )
    learner = User(
        display_name=str(_("A made-up learner")),
        language=language,
        consents_to_personalisation=True,
    )
    request.preview = preview.Preview(person, learner, is_made_up=True)  # type: ignore[attr-defined]
    with quiet():
        with translation.override(language):
            sight = sight_of_history(courses, [one.slug for one in asked["topics"]], language)
        with translation.override(person.language):
            absences = sight.absences(words)
        page = sight.explained(person.language)
        kept = [(name, request.GET.getlist(name)) for name in form_names()]
        context = {
            "page": page, "why": words, "absences": absences, "user": learner, "made_up": kept,
        }  # fmt: skip
        with translation.override(language):
            response = render(request, "recommendations/home.html", context)
    add_never_cache_headers(response)
    return response


def form_names() -> list[str]:
    """The fields of a history, as an address holds them."""
    return list(HistoryForm.base_fields)
