"""The privacy page: what is logged, export as a zip, erase everything."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import ErasureForm
from accounts.models import User
from accounts.personal_data import erase, export_zip


def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is logged and why; a signed-in person can act on it."""
    return render(request, "accounts/privacy.html")


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Hand over everything that is kept of the signed-in person."""
    person: User = request.user  # type: ignore[assignment]
    response = HttpResponse(export_zip(person), content_type="application/zip")
    name = f"homeroom-{timezone.now():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
def erase_account(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then erase the account and sign out."""
    person: User = request.user  # type: ignore[assignment]
    form = ErasureForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        logout(request)
        erase(person)
        messages.success(request, _("Your account and everything we kept of you are erased."))
        return redirect("home")
    return render(request, "accounts/erase.html", {"form": form})
