"""How answers to quizzes foretell the next ones: the weights as they were fitted last."""

from typing import ClassVar

from django.db import models


class TracingFitQuerySet(models.QuerySet["TracingFit"]):
    """Sentences about many fits."""

    def latest_fit(self) -> "TracingFit | None":
        """The one that counts."""
        return self.order_by("-fitted_at", "-pk").first()


class TracingFit(models.Model):
    """One fit: its weights, and how well it foretold answers that it had not seen."""

    fitted_at = models.DateTimeField(auto_now_add=True)
    level = models.FloatField()
    weights = models.JSONField(default=list)
    easiness = models.JSONField(default=dict)  # skill id -> log-odds
    report = models.JSONField(default=dict)

    objects = TracingFitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-fitted_at"]

    def __str__(self) -> str:
        return f"{self.fitted_at:%Y-%m-%d}: AUC {self.report.get('auc')}"
