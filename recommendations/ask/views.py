"""The Ask page: a question by form or by stream, what to remember of it, and forgetting."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from recommendations.ask.answers import MOST_LETTERS, answer
from recommendations.ask.generated import Worded, may_be_generated
from recommendations.ask.page import context_of, examples
from recommendations.ask.readers import Asker
from recommendations.ask.talk import Talk
from recommendations.ask.throttle import AskThrottle
from recommendations.ask.types import Reply, Sentence
from recommendations.ask.wishes import forget, remember
from recommendations.models import LanguageModel, Remembered, RememberedKind
from tracking.actors import actor_of, is_preview
from tracking.ledger import emit

SURFACE = "ask"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The page; with a question, its answer: all of it works without JavaScript."""
    question = (request.POST or request.GET).get("q", "").strip()
    asker, talk = _asker(request), Talk(request.session)
    is_again = talk.last is not None and talk.last.question == question
    if not question or (is_again and request.method != "POST"):
        return _page(request, talk, asker)
    refusal = _refusal(request, question)
    if refusal:
        text, status = refusal
        return _page(request, talk, asker, {"refusal": text, "question": question[:MOST_LETTERS]}, status)  # fmt: skip
    reply = _answered(request, question, asker, talk)
    model = _model_for(reply)
    if model is not None:
        worded = Worded(question, reply, asker, model)
        for _sentence in worded:
            pass
        talk.reword(worded.reply)
    return redirect("ask") if request.method == "POST" else _page(request, talk, asker)


@never_cache
@require_POST
def ask_stream(request: HttpRequest) -> HttpResponseBase:
    """The answer in lines of JSON as it comes: sentences, then cards and ways to go on."""
    question = request.POST.get("q", "").strip()
    refusal = _refusal(request, question)
    if refusal or not question:
        text, status = refusal or (_("Type a question first."), 422)
        return JsonResponse({"message": text}, status=status)
    asker, talk = _asker(request), Talk(request.session)
    reply = _answered(request, question, asker, talk)
    lines = _lines(request, question, reply, asker, talk)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["X-Accel-Buffering"] = "no"  # proxies hand each line on
    return response


@require_POST
def forget_talk(request: HttpRequest) -> HttpResponse:
    """Forget the conversation."""
    Talk(request.session).forget()
    messages.success(request, _("The conversation is forgotten."))
    return redirect("ask")


@require_POST
@login_required
def remember_wish(request: HttpRequest) -> HttpResponse:
    """Yes: keep what a question said in the learner's own profile."""
    learner: User = request.user  # type: ignore[assignment]
    if is_preview(request):
        messages.warning(request, _("You are looking as somebody else: nothing was changed."))
        return redirect("ask")
    kind, hours = request.POST.get("kind", ""), request.POST.get("hours", "")
    is_known = kind in RememberedKind.values and learner.may_be_logged
    kept = None
    if is_known:
        count = int(hours) if hours.isdecimal() and len(hours) < 4 else 0
        kept = remember(learner, RememberedKind(kind), request.POST.get("value", ""), count)
    if kept is None:
        messages.error(request, _("That could not be remembered."))
    else:
        messages.success(request, _("Remembered. You find it under “Improve my recommendations”."))
    return redirect("ask")


@require_POST
@login_required
def forget_wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was remembered of a question."""
    learner: User = request.user  # type: ignore[assignment]
    if not is_preview(request):
        forget(get_object_or_404(Remembered.objects.of(learner), pk=pk))
        messages.success(request, _("Done. Your homepage follows."))
    return redirect("improve")


def _asker(request: HttpRequest) -> Asker:
    return Asker(request.user, actor_of(request).visitor_id)


def _refusal(request: HttpRequest, question: str) -> tuple[str, int] | None:
    """Why a question is not answered now, kindly, with the status to say it with."""
    if len(question) > MOST_LETTERS:
        text = _("That is a long question. Please say it in at most {count} letters.")
        return text.format(count=MOST_LETTERS), 422
    if question and not _may_ask(request):
        return _("That was a lot of questions in a short time. Wait a minute, then ask again."), 429
    return None


def _may_ask(request: HttpRequest) -> bool:
    # It reads the person and the address alone, which any request has; to wrap the request for
    # REST would sign its person out.
    return AskThrottle().allow_request(request, None)  # type: ignore[arg-type]


def _answered(request: HttpRequest, question: str, asker: Asker, talk: Talk) -> Reply:
    """The answer by template, kept as the last turn."""
    reply = answer(question, asker, talk.wish, talk.shown)
    talk.add(question, reply)
    _note(request, reply)
    return reply


def _note(request: HttpRequest, reply: Reply) -> None:
    """What was looked for, of who agreed: the topic alone, never the question."""
    actor, topic = actor_of(request), reply.wish.topic
    if actor.may_be_logged and topic:
        emit(
            "searched",
            learner=actor.learner,
            visitor_id=actor.visitor_id,
            object_type="query",
            object_id=topic[:64],
            value=float(0 if reply.is_refusal else len(reply.courses)),
            surface=SURFACE,
            context={"query": topic[:200]},
        )


def _model_for(reply: Reply) -> LanguageModel | None:
    return LanguageModel.objects.now() if may_be_generated(reply) else None


def _lines(
    request: HttpRequest, question: str, reply: Reply, asker: Asker, talk: Talk
) -> Iterator[str]:
    """Each line: a sentence; or all of them anew; or the rest of the turn."""
    model = _model_for(reply)
    if model is None:
        yield _line("said", _said(request, reply.sentences))
    else:
        worded = Worded(question, reply, asker, model)
        try:
            if reply.lead:
                yield _line("said", _said(request, reply.sentences[: reply.lead]))
            for sentence in worded:
                yield _line("said", _said(request, [sentence]))
        finally:
            worded.close()
        reply = worded.reply
        talk.reword(reply)
        _keep_words(request, question, reply)
        yield _line("instead", _said(request, reply.sentences))
    context = context_of(talk.turns, asker)
    context = {"turn": context["turns"][0], "saved_ids": context["saved_ids"]}
    yield _line("rest", render_to_string("ask/_rest.html", context, request))


def _keep_words(request: HttpRequest, question: str, reply: Reply) -> None:
    """Write the words of a streamed answer into the session as it is by now.

    The middleware saved it long ago; who forgot the conversation or signed out meanwhile keeps
    nothing of it.
    """
    session = type(request.session)(request.session.session_key)
    talk = Talk(session)
    if talk.last is not None and talk.last.question == question:
        talk.reword(reply)
        session.save()


def _said(request: HttpRequest, sentences: "tuple[Sentence, ...] | list[Sentence]") -> str:
    return render_to_string("ask/_said.html", {"sentences": sentences}, request)


def _line(kind: str, html: str) -> str:
    return json.dumps({"kind": kind, "html": html}) + "\n"


def _page(
    request: HttpRequest,
    talk: Talk,
    asker: Asker,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "examples": [] if talk.turns else examples(asker),
        "most_letters": MOST_LETTERS,
        "surface": SURFACE,
    }
    context |= context_of(talk.turns, asker) | (more or {})
    return render(request, "ask/ask.html", context, status=status)
