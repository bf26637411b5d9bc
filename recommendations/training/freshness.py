"""Whether there is anything to learn that the last training did not see: by content, not count."""

from django.core.cache import cache
from django.db import models

from recommendations.models import RunStatus, TrainingRun
from recommendations.training.data import read_training_data
from recommendations.training.launch import ask_for_training
from tracking.rollups import roll_up

SEEN = "recs:data_hash"
KEPT_SECONDS = 7 * 86_400


class Trained(models.QuerySet[TrainingRun]):
    """Sentences about what trainings learned from."""

    def latest_hash(self) -> str:
        """The hash of the data of the last training that read them."""
        read = self.exclude(data_hash="").order_by("-created_at")
        return read.values_list("data_hash", flat=True).first() or ""

    def are_under_way(self) -> bool:
        """Whether one waits or works."""
        return self.filter(status__in=[RunStatus.WAITING, RunStatus.RUNNING]).exists()


def train_if_changed() -> bool:
    """Read the data; where they are not those of the last training, ask for one."""
    roll_up()
    now = read_training_data().data_hash
    cache.set(SEEN, now, KEPT_SECONDS)
    runs = Trained(TrainingRun)
    if now == runs.latest_hash() or runs.are_under_way():
        return False
    ask_for_training()
    return True


def note_data(data_hash: str) -> None:
    """Remember what the data are now: a training has just read them."""
    cache.set(SEEN, data_hash, KEPT_SECONDS)


def latest_data_hash() -> str | None:
    """The hash of the data when they were last read, by whomever; None where nobody did."""
    return cache.get(SEEN) or Trained(TrainingRun).latest_hash() or None
