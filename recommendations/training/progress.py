"""How a training tells how far it is, keeps its log and its loss curves, and hears "stop"."""

import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

from recommendations.engine.algorithms.base import Progress as FitProgress
from recommendations.models import RunStatus, TrainingRun

Report = Callable[[str, int, int], None]
EPOCH = re.compile(r"epoch (\d+): loss ([-+.\deE]+)(?:, held out ([-+.\deE]+))?")
# A fit may report a thousand times a second; the record is written, and read, this often.
TELL_SECONDS = 1.0
LONGEST_LOG = 60_000
TOLD = ("stage", "done", "total", "share", "note", "curves", "seconds", "peak_mb", "log")


WAS_STOPPED = "Somebody stopped it; what was not published yet is not, and what serves stays."


class StoppedError(Exception):
    """Somebody asked the run to stop."""


def ask_to_stop(run: TrainingRun) -> None:
    """End a run that waits; let one that works end at its next sign of life."""
    mine = TrainingRun.objects.known(run.pk)
    mine.update(is_to_stop=True)
    now = timezone.now()
    mine.waiting().update(status=RunStatus.STOPPED, error=WAS_STOPPED, finished_at=now)


def quiet(_stage: str, _done: int, _total: int) -> None:
    """A report that nobody reads."""


@dataclass
class Progress:
    """Tells how far a run is: to its record, and to whoever listens; raises where it is to stop."""

    run: TrainingRun
    report: Report = quiet
    total: int = 0
    done: int = 0
    _told_at: float = 0.0
    _stage_at: float = field(default_factory=time.monotonic)

    def stage(self, text: str, *, is_step: bool = True) -> None:
        """Enter a stage; staff see its name and how many there are."""
        self._close_stage()
        self.done += is_step
        self.run.stage, self.run.done, self.run.total = text, self.done, self.total
        self.run.share, self.run.note = 0.0, ""
        self.say(text)
        self._tell()
        self.report(text, self.done, self.total)

    def say(self, line: str) -> None:
        """Add a line to the log; a very long log loses its beginning."""
        now = timezone.now()
        self.run.log = f"{self.run.log}{now:%H:%M:%S} {line}\n"[-LONGEST_LOG:]

    def of_fit(self, curve: str = "") -> FitProgress:
        """What a fit reports to; its epochs become the loss curve of that name."""

        def told(done: float, note: str = "") -> None:
            self.run.share, self.run.note = min(max(float(done), 0.0), 1.0), note[:120]
            epoch = EPOCH.search(note)
            if epoch and curve:
                self.say(note)
                number, loss, held_out = epoch.groups()
                point = [int(number), float(loss), float(held_out) if held_out else None]
                self.run.curves.setdefault(curve, []).append(point)
            if time.monotonic() - self._told_at >= TELL_SECONDS:
                self._tell()

        return told

    def close(self) -> None:
        """Write down what the last stage took."""
        self._close_stage()
        self.run.stage, self.run.note, self.run.share = "", "", 0.0
        self._save()

    def _close_stage(self) -> None:
        now = time.monotonic()
        if self.run.stage:
            spent = self.run.seconds.get(self.run.stage, 0.0) + now - self._stage_at
            self.run.seconds[self.run.stage] = round(spent, 2)
        self._stage_at = now

    def _tell(self) -> None:
        """Write the record, then see whether the run is to stop."""
        self._save()
        self._told_at = time.monotonic()
        if TrainingRun.objects.known(self.run.pk).to_stop().exists():
            raise StoppedError

    def _save(self) -> None:
        # Kilobytes on Linux; the most that this process ever held.
        self.run.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.run.save(update_fields=TOLD)
