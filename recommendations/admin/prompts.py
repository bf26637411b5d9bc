"""Prompts in the admin: what a language model is told for each purpose, version by version."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from recommendations.audit import note_change
from recommendations.language.prompts import DEFAULTS, every_prompt, prompt_of, save_prompt
from recommendations.models import Prompt, Purpose, Tongue
from recommendations.permissions import TUNE

VERSIONS_SHOWN = 20


class PromptForm(forms.Form):
    """A new version."""

    text = forms.CharField(max_length=4_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}))


@admin.register(Prompt)
class PromptAdmin(ModelAdmin):
    """A page of all prompts, and one for each; saving makes a version."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The purposes are fixed."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """One page a prompt."""
        view = self.admin_site.admin_view(self.edit)
        name = "recommendations_prompt_edit"
        return [path("<slug:purpose>/<slug:language>/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All prompts that are in force."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = [(one, tongue, *prompt_of(one, tongue)) for one, tongue in every_prompt()]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Prompts"),
            "opts": self.opts,
            "prompts": found,
        }
        return render(request, "admin/recommendations/prompts.html", context)

    def edit(self, request: HttpRequest, purpose: str, language: str) -> HttpResponse:
        """The version in force, to be changed, and those before, to be restored."""
        if (purpose, language) not in DEFAULTS:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        text, version = prompt_of(purpose, language)
        form = PromptForm(request.POST or None, initial={"text": text})
        if request.method == "POST":
            if not request.user.has_perm(TUNE):
                raise PermissionDenied
            if form.is_valid():
                return self._save(request, purpose, language, form.cleaned_data["text"])
        context = {
            **self.admin_site.each_context(request),
            "title": f"{Purpose(purpose).label} · {Tongue(language).label}",
            "opts": self.opts,
            "form": form,
            "version": version,
            "versions": Prompt.objects.of(purpose, language)[:VERSIONS_SHOWN],
            "shipped": DEFAULTS[purpose, language],
            "may_change": request.user.has_perm(TUNE),
        }
        return render(request, "admin/recommendations/prompt.html", context)

    def _save(self, request: HttpRequest, purpose: str, language: str, text: str) -> HttpResponse:
        before, _version = prompt_of(purpose, language)
        if text == before:
            messages.info(request, _("Nothing was changed."))
        else:
            prompt = save_prompt(purpose, language, text, request.user)  # type: ignore[arg-type]
            note_change(request.user, prompt, {"text": before})  # type: ignore[arg-type]
            messages.success(
                request,
                _("Version %(version)s is in force; what was written before is written anew.")
                % {"version": prompt.version},
            )
        return redirect(request.path)
