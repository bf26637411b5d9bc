"""A network that has read another site begins here with its layers, as docs/algorithms/neural.md says."""

import numpy as np

from recommendations.engine.types import Histories
from recommendations.models import TrainingRun
from recommendations.serving import live
from recommendations.training.data import read_training_data
from recommendations.training.versions import publish, write_candidate
from tests.recommendations.engine.worlds import made, two_camps


def test_what_was_learned_elsewhere_is_trained_on_here_and_published(world, monkeypatch):
    monkeypatch.setattr(live, "_libraries", {"numpy", "torch"})  # as in a worker
    before = made("sasrec").fit(*two_camps())
    data = read_training_data()
    courses = data.interactions.courses

    model = made("sasrec").warm_start(before, np.full(len(courses), -1))
    model.fit(data.interactions, data.catalogue)
    version = write_candidate("sasrec", model, courses, {}, TrainingRun.objects.create())
    publish(version)

    served = live.loaded_version(version.pk).algorithm
    histories = Histories.from_lists([[0, 1]])
    assert np.allclose(served.score(histories), model.score(histories), equal_nan=True)
