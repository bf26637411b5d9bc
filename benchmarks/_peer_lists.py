"""The lists that other libraries make of a split, kept in var so that each is made once."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._peers_env import HOME, Environment, python_of, versions_of
from recommendations.engine.data.splits import Fold, Split, sample
from recommendations.engine.types import Scored

ASKED_LEARNERS = 10_000  # on validation, as for our own models
# by the first word of a peer's name: where it is installed, and the script that makes its lists
CLASSIC: tuple[Environment, str] = ("classic", "_quality_classic.py")
SCRIPTS: dict[str, tuple[Environment, str]] = {
    "irspack": CLASSIC,
    "implicit": CLASSIC,
    "recbole": ("neural", "_quality_neural.py"),
    "rectools": ("neural", "_quality_rectools.py"),
}
Job = tuple[str, dict[str, Any]]


class PeerLists:
    """One split, stored for other interpreters, and what they make of it."""

    def __init__(self, split: Split) -> None:
        asked = sample(split.validation, ASKED_LEARNERS, 0)
        self.folds: dict[str, Fold] = {"validation": asked, "test": split.test}
        digest = hashlib.sha256(split.test.past.content_hash.encode())
        digest.update(split.test.targets.courses.tobytes())
        digest.update(json.dumps([versions_of("classic"), versions_of("neural")]).encode())
        self.folder = HOME / "lists" / digest.hexdigest()[:16]

    def of(self, part: str, jobs: Sequence[Job]) -> list[tuple[Job, tuple[Scored, float]]]:
        """The lists of each job, and how many seconds its library took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._store(part)
        missing = [job for job in jobs if not self._path(part, job).exists()]
        for environment, script in dict.fromkeys(map(_made_by, missing)):
            own = [job for job in missing if _made_by(job) == (environment, script)]
            self._make(part, own, python_of(environment), script)
        return [(job, self._read(part, job)) for job in jobs]

    def forget(self, part: str, job: Job) -> None:
        """Have the lists of a job made anew, where its seconds must be of this very run."""
        self._path(part, job).unlink(missing_ok=True)

    def _make(self, part: str, jobs: Sequence[Job], python: Path, script: str) -> None:
        """Have another interpreter do the jobs; its progress is shown."""
        told = [
            {"part": part, "model": name, "params": params, "name": self._path(part, (name, params)).stem}
            for name, params in jobs
        ]  # fmt: skip
        path = self.folder / f"jobs-{script}.json"
        path.write_text(json.dumps(told))
        command = [str(python), str(Path(__file__).with_name(script)), str(self.folder), str(path)]
        quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
        subprocess.run(command, check=True, env=quiet, cwd=self.folder)  # RecBole leaves logs

    def _store(self, part: str) -> None:
        """The past of a part as other libraries take it: who took what, and in what order."""
        fold, path = self.folds[part], self.folder / f"{part}.npz"
        if path.exists():
            return
        past = fold.past
        ordered = past.weights
        np.savez(
            path,
            indptr=ordered.indptr,
            indices=ordered.indices,
            data=np.ones(len(ordered.indices), np.float64),
            sequence=past.indices,
            shape=ordered.shape,
            asked=fold.targets.learners,
        )

    def _read(self, part: str, job: Job) -> tuple[Scored, float]:
        """Stored lists."""
        with np.load(self._path(part, job)) as stored:
            courses = stored["courses"]
            scores = np.zeros(courses.shape, np.float32)
            return Scored(courses, scores), float(stored["seconds"])

    def _path(self, part: str, job: Job) -> Path:
        """The file of a job."""
        digest = hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()[:12]
        return self.folder / f"{part}-{job[0].replace(' ', '-')}-{digest}.npz"


def _made_by(job: Job) -> tuple[Environment, str]:
    """Where a peer is installed, and its script."""
    return SCRIPTS[job[0].partition(" ")[0]]
