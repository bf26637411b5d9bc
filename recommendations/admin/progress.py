"""How far a training or a refresh is, as its page and its fragment show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.models import RefreshRun, RefreshShard, RunStatus, TrainingRun
from recommendations.sources.returning import WAVE_DAYS
from recommendations.training.faults import advice_on

OVER = {RunStatus.DONE, RunStatus.SKIPPED, RunStatus.FAILED, RunStatus.STOPPED}
# A worker takes a task within a second; after so long people should know that none does.
PATIENCE = timedelta(seconds=15)


@dataclass(frozen=True)
class Wave:
    """Learners whose pages are refreshed together."""

    name: str
    done: int
    total: int


class Parts(models.QuerySet[RefreshShard]):
    """Sentences about parts of a refresh."""

    def pages_by_wave(self, run: RefreshRun) -> dict[int, int]:
        """How many pages of each wave are done."""
        found = self.filter(run=run).values_list("wave").annotate(total=Sum("pages"))
        return dict(found.order_by("wave"))


@dataclass(frozen=True)
class Progress:
    """One run at one moment, in words and numbers."""

    status: str
    status_name: str
    stage: str
    done: int
    total: int
    took: str
    error: str
    hint: str
    address: str
    note: str = ""  # what the algorithm says of its stage
    percent: int = 0  # of the stage
    is_stopping: bool = False
    advice: tuple[str, ...] = ()
    waves: tuple[Wave, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER


def progress_of(run: TrainingRun | RefreshRun) -> Progress:
    """What there is to say about a run now."""
    return Progress(
        status=run.status,
        status_name=str(run.get_status_display()),
        stage=stage_in_words(getattr(run, "stage", "")),
        done=run.done,
        total=run.total,
        took=_took(run),
        error="\n".join(_(line) for line in run.error.splitlines()),
        hint=_hint(run),
        address=reverse(f"admin:recommendations_{run._meta.model_name}_progress", args=[run.pk]),
        note=getattr(run, "note", ""),
        percent=round(100 * getattr(run, "share", 0.0)),
        is_stopping=getattr(run, "is_to_stop", False),
        advice=_advice(run),
        waves=waves_of(run) if isinstance(run, RefreshRun) else (),
    )


def waves_of(run: RefreshRun) -> tuple[Wave, ...]:
    """How far each wave is; those without anybody in them are left out."""
    names = [_("Active within %(n)s days") % {"n": days} for days in WAVE_DAYS]
    names.append(_("Everybody else"))
    done = Parts(RefreshShard).pages_by_wave(run)
    found = (
        Wave(name, done.get(number, 0), total)
        for number, (name, total) in enumerate(zip(names, run.waves, strict=False))
    )
    return tuple(wave for wave in found if wave.total)


def stage_in_words(stage: str) -> str:
    """The stage that a training names itself, in the reader's language."""
    verb, _space, name = stage.partition(" ")
    match verb:
        case "Evaluating":
            return _("Measuring %(algorithm)s") % {"algorithm": name}
        case "Training":
            return _("Training %(algorithm)s") % {"algorithm": name}
    return _(stage) if stage else ""


def duration(span: timedelta) -> str:
    """A length of time as people say it."""
    seconds = round(span.total_seconds())
    if seconds < 100:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _advice(run: TrainingRun | RefreshRun) -> tuple[str, ...]:
    """What staff can do about a training that failed."""
    if not isinstance(run, TrainingRun) or run.status != RunStatus.FAILED:
        return ()
    return tuple(_(line) for line in advice_on(run.error))


def _took(run: TrainingRun | RefreshRun) -> str:
    started: datetime | None = getattr(run, "started_at", run.created_at)
    if started is None:
        return ""
    return duration((run.finished_at or timezone.now()) - started)


def _hint(run: TrainingRun | RefreshRun) -> str:
    """Said where a worker was lost, or where a run waits longer than one that is there lets it."""
    if isinstance(run, RefreshRun) and run.resumed:
        words = ngettext(
            "A worker stopped without a word; what it had not done was handed out again.",
            "Workers stopped without a word; what they had not done was handed out again "
            "%(n)s times.",
            run.resumed,
        )
        return words % {"n": run.resumed}
    if run.status != RunStatus.WAITING or timezone.now() - run.created_at < PATIENCE:
        return ""
    queue = "training" if isinstance(run, TrainingRun) else "refresh"
    return _("No worker has taken it yet. Does one listen to the queue “%(queue)s”?") % {
        "queue": queue
    }
