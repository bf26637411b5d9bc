"""`manage.py fit_readiness`: fit the estimate of success to the quizzes, and say how good it is."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.engine.evaluation.tracing import Report, report_on, synthetic_answers
from recommendations.paths.readiness import fit_readiness


class Command(BaseCommand):
    """Fit to this site's answers, or show what the model does where the truth is known."""

    help = (
        "Fit the estimate of success per skill to learners' first answers, and report its AUC on "
        "learners held out. With --synthetic nothing is kept: invented answers of known truth."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose answers, and how to print."""
        parser.add_argument("--synthetic", action="store_true", help="invented answers instead")
        parser.add_argument("--seed", type=int, default=0, help="of the invented answers")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fit and print."""
        report = _synthetic(options["seed"]) if options["synthetic"] else fit_readiness()
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else _told(report))


def _synthetic(seed: int) -> Report:
    answers, truth = synthetic_answers(seed=seed)
    return report_on(answers, seed=seed, truth=truth)


def _told(report: Report) -> str:
    if report.auc is None:
        return f"{report.answers} answers of {report.learners} learners: too few to hold some out."
    lines = [
        f"{report.answers} answers of {report.learners} learners"
        + (", invented or simulated" if report.is_synthetic else ""),
        f"AUC on {report.held_out_answers} answers of {report.held_out_learners} held-out learners",
        f"  the model            {report.auc:.3f}",
        f"  the skill's mean     {report.auc_of_skill}",
        f"  the learner's mean   {report.auc_of_learner}",
        f"  calibration error    {report.calibration_error}",
    ]
    if report.auc_of_truth is not None:
        lines.append(f"  the truth itself     {report.auc_of_truth:.3f} (nobody can do better)")
    return "\n".join(lines)
