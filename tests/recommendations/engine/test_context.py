"""What is known of learners besides their past goes wherever their past goes."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.context import context_of, names_of, numbers_of, texts_of
from recommendations.engine.data.splits import leave_last_out
from recommendations.engine.types import Histories

from .worlds import interactions_of

KNOWN = context_of(language=["en", "zh-hans", ""], interests=[["art", "music"], [], ["law"]])
PASTS = Histories.from_lists([[0, 1], [], [2]]).with_context(KNOWN)


def languages(histories):
    return texts_of(histories.context, "language", len(histories)).tolist()


def test_context_follows_its_learners():
    assert languages(PASTS.part(1, 3)) == ["zh-hans", ""]
    assert languages(PASTS[0]) == ["en"]
    assert languages(PASTS.select(np.array([2, 0]))) == ["", "en"]
    assert languages(PASTS.keep(PASTS.courses > 0)) == ["en", "zh-hans", ""]
    assert languages(PASTS.known_to(1).with_weights(np.ones(1, np.float32))) == languages(PASTS)
    assert [languages(part) for _, part in PASTS.blocks(2)] == [["en", "zh-hans"], [""]]


def test_several_names_come_back_apart_and_what_is_missing_is_unknown():
    assert names_of(PASTS.context, "interests", 3) == [("art", "music"), (), ("law",)]
    assert names_of(PASTS.context, "wishes", 3) == [(), (), ()]
    assert texts_of(PASTS.context, "level", 3).tolist() == ["", "", ""]
    assert numbers_of(PASTS.context, "hour", 3).tolist() == [-1, -1, -1]
    assert numbers_of(context_of(hour=[7, -1, 23]), "hour", 3).tolist() == [7, -1, 23]


def test_a_context_of_another_length_is_refused_by_name():
    with pytest.raises(ValueError, match=r"language.*2 learners"):
        Histories.empty(2).with_context(KNOWN)
    with pytest.raises(ValueError, match=r"language.*1 learners"):
        interactions_of([0, 1]).with_context(KNOWN)


def test_the_learners_of_a_fold_keep_their_context():
    world = interactions_of([0, 1], [1], [2, 0]).with_context(KNOWN)

    fold = leave_last_out(world).test

    assert languages(fold.histories) == ["en", ""]  # the second has nothing to be found


def test_the_content_hash_changes_with_a_profile():
    world = interactions_of([0, 1], [1], [2, 0])

    known, other = (world.with_context(context_of(level=[level, "", ""])) for level in ("a", "b"))

    assert len({world.content_hash, known.content_hash, other.content_hash}) == 3
