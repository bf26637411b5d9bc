"""A lock with an owner and a heartbeat, so that a killed worker does not hold it for ever."""

from django.db import models


class TaskLock(models.Model):
    """Held by one owner at a time; free again when its heartbeat is old."""

    name = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64)
    heartbeat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} · {self.owner}"
