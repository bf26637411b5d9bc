"""The profile, and the language of the site."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie

from accounts.forms import ProfileForm
from accounts.models import User

LANGUAGES = {"en", "zh-hans"}


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and save the profile of the signed-in person."""
    person: User = request.user  # type: ignore[assignment]
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        with override(saved.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
@login_required
def hide_streak(request: HttpRequest) -> HttpResponse:
    """Take the week and the streak off the homepage, until the profile says otherwise."""
    person: User = request.user  # type: ignore[assignment]
    person.shows_streak = False
    person.save(update_fields=["shows_streak"])
    messages.success(request, _("Hidden. You can show your week again in your profile."))
    return redirect("home")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the site, for this browser and in the profile."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in LANGUAGES:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return set_language_cookie(request)
