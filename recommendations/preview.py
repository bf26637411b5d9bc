"""Staff see the site as a learner: everything is read, nothing is written, nothing is credited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from recommendations.homepage.provenance import sight_of
from tracking.actors import PREVIEW_KEY, quiet

MAY_PREVIEW = "recommendations.view_cachedpage"
# Where staff stay themselves.
OWN = "/admin/"
# The learner's own business, and whatever would act as the learner.
CLOSED = ("/account/", "/profile/", "/privacy/", "/i18n/", "/api/")
READING = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Preview:
    """Who looks, and as whom."""

    person: User
    learner: User
    is_made_up: bool = False


class People(models.QuerySet[User]):
    """Finds whom staff may look at the site as."""

    def previewable(self) -> "People":
        """Learners: never anybody who may enter the admin."""
        return self.filter(is_active=True, is_staff=False, is_superuser=False)

    def one(self, learner_id: object) -> User | None:
        """The learner of that id."""
        if not isinstance(learner_id, int):
            return None
        return self.previewable().filter(pk=learner_id).first()

    def found(self, words: str, most: int = 20) -> list[User]:
        """Learners whose e-mail or name holds these words."""
        is_hit = models.Q(email__icontains=words) | models.Q(display_name__icontains=words)
        return list(self.previewable().filter(is_hit).order_by("email")[:most]) if words else []


def begin(request: HttpRequest, learner: User) -> None:
    """From now on this session sees the site as the learner."""
    request.session[PREVIEW_KEY] = learner.pk


def end(request: HttpRequest) -> User | None:
    """The session is the member of staff again; says as whom it looked."""
    return People(User).one(request.session.pop(PREVIEW_KEY, None))


def preview_of(request: HttpRequest) -> Preview | None:
    """The preview that this session is in; one that is no longer allowed is over."""
    learner_id = request.session.get(PREVIEW_KEY)
    if learner_id is None:
        return None
    person: Any = request.user
    learner = People(User).one(learner_id)
    if learner is None or not person.is_staff or not person.has_perm(MAY_PREVIEW):
        end(request)
        return None
    return Preview(person, learner)


class PreviewMiddleware:
    """Shows the learner's site to a member of staff, and undoes whatever showing it has changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is not a preview; refuse what is more than looking."""
        preview = None if request.path.startswith(OWN) else preview_of(request)
        if preview is None:
            return self.get_response(request)
        request.preview = preview  # type: ignore[attr-defined]
        if request.method not in READING or request.path.startswith(CLOSED):
            return self._finished(_refusal(request))
        request.user = preview.learner
        with quiet(), transaction.atomic():
            response = self.get_response(request)
            # Looking may write (a lesson that was opened, a page that was stored): none of it stays.
            transaction.set_rollback(True)
        return self._finished(response)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """The homepage says of each card where it comes from."""
        match = request.resolver_match
        is_home = match is not None and match.url_name == "home"
        return _home(request) if is_home and hasattr(request, "preview") else None

    def _finished(self, response: HttpResponse) -> HttpResponse:
        add_never_cache_headers(response)
        return response


def _home(request: HttpRequest) -> HttpResponse:
    preview: Preview = request.preview  # type: ignore[attr-defined]
    sight, words = sight_of(preview.learner), request.GET.get("why", "").strip()[:80]
    with translation.override(preview.person.language):
        absences = sight.absences(words)
    page = sight.explained(preview.person.language)
    context = {"page": page, "why": words, "absences": absences}
    return render(request, "recommendations/home.html", context)


def _refusal(request: HttpRequest) -> HttpResponse:
    return render(request, "recommendations/preview_refused.html", status=403)
