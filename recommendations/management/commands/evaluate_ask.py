"""manage.py evaluate_ask: how well questions are answered, and whether refusals are right."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.ask.exam import Marks, examine, figures, read_questions, weigh_evidence
from recommendations.models import LanguageModel, ProviderKind
from recommendations.serving.live import allow_every_library
from recommendations.understanding.choice import in_force
from recommendations.understanding.index import has_vectors

LANGUAGES = {"en": "English", "zh-hans": "Chinese"}


class Command(BaseCommand):
    """Ask the 60 labelled questions about the demo catalogue."""

    help = (
        "Ask 60 labelled questions about the demo catalogue, as a visitor: the share with a right "
        "course among the first five, of answers whose every claim is linked to what it comes "
        "from, and of refusals where one is due; with 95 % intervals, by language and in all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who words the answers, and how to print."""
        parser.add_argument("--json", action="store_true", help="print figures for programs")
        parser.add_argument(
            "--provider",
            choices=ProviderKind.values,
            help="template, openai or transformers; without it, the one that is on",
        )
        parser.add_argument("--address", default="", help="of an endpoint, up to /v1")
        parser.add_argument("--model", default="", help="its name there, or the folder of one")
        parser.add_argument("--seconds", type=float, default=8.0, help="for one answer at most")
        parser.add_argument("--key-variable", default="", help="environment variable of its key")
        parser.add_argument(
            "--evidence", action="store_true", help="only tell what it has from what it has not"
        )
        parser.add_argument("--answers", action="store_true", help="print each answer as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then print."""
        allow_every_library()
        model = _model(options)
        try:
            questions = read_questions()
        except LookupError as error:
            raise CommandError(f"{error} Try: manage.py demo_world") from error
        if not has_vectors(in_force().id):
            raise CommandError("Courses have no vectors yet. Try: manage.py encode_courses")
        if options["evidence"]:
            self.stdout.write(json.dumps(weigh_evidence(), ensure_ascii=False, indent=2))
            return
        note = self._note if options["answers"] else (lambda _marks: None)
        marks = examine(questions, model, note)
        parts = {code: [m for m in marks if m.question.language == code] for code in LANGUAGES}
        found: dict[str, Any] = {
            "provider": model.kind if model else str(ProviderKind.TEMPLATE),
            "model": model.model if model else "",
            "encoder": in_force().id,
            "overall": figures(marks),
        } | {code: figures(part) for code, part in parts.items()}
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))
            return
        self.stdout.write(f"{found['provider']} {found['model']} {found['encoder']}")
        for name in ("overall", *LANGUAGES):
            self.stdout.write(_told(LANGUAGES.get(name, name), found[name]))

    def _note(self, one: Marks) -> None:
        wrong = [] if one.is_hit or one.question.refuses else ["no right course"]
        wrong += ["should be refused"] if one.question.refuses and not one.is_refused else []
        wrong += ["no right quote"] if not one.quotes_right else []
        marks = "; ".join([*wrong, *one.faults]) or "good"
        self.stderr.write(f"{one.question.key} {one.question.text}\n  {one.said}\n  [{marks}]")


def _model(options: dict[str, Any]) -> LanguageModel | None:
    kind = options["provider"]
    if kind is None:
        return LanguageModel.objects.now()
    if kind == ProviderKind.TEMPLATE:
        return None
    if not options["model"]:
        raise CommandError("--model is needed with this provider.")
    return LanguageModel(
        name="evaluate_ask",
        kind=kind,
        address=options["address"],
        model=options["model"],
        key_variable=options["key_variable"],
        seconds=options["seconds"],
        tokens_a_day=10_000_000,
    )


def _told(title: str, found: dict[str, Any]) -> str:
    outcomes = f" {found['outcomes']}" if found["outcomes"] else ""
    head = f"{title}, {found['grounded']['of']} questions, {found['generated']} generated{outcomes}"
    lines = [head]
    for name in ("hit@5", "grounded", "refusals_right", "answers_where_due", "quotes_right"):
        one = found[name]
        low, high = one["ci"]
        missed = f"  not: {', '.join(one['missed'])}" if one["missed"] else ""
        lines.append(
            f"  {name:<17} {one['share']:.2f} [{low:.2f}, {high:.2f}]  "
            f"{one['right']} of {one['of']}{missed}"
        )
    return "\n".join(lines)
