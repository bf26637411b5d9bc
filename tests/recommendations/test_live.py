"""A page that follows its learner at once: this session first, and what is not wanted gone."""

import numpy as np

from courses.models import Dismissal
from courses.shelf import dismiss_course
from recommendations.engine.data.sessions import emphasised
from recommendations.engine.types import Histories
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import AlgorithmSetting
from recommendations.requests import renew_page
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in
from tracking.ledger import emit


def test_what_is_done_in_this_session_outweighs_last_month_as_staff_set_it(ann, trained):
    did_something(ann, trained.data[:3], days_ago=8)
    emit("viewed", learner=ann, target=trained.music[0])
    emit("viewed", learner=ann, target=trained.music[1])
    setting = AlgorithmSetting.objects.get(name="hybrid")
    found = {}
    for factor in (1, 20):
        setting.params = {"session": factor}
        setting.save()
        refresh_learner(ann.pk)
        found[factor] = courses_in(page_of(ann), "picked")[:3]

    assert set(found[1]) <= set(trained.data)
    assert set(found[20]) <= set(trained.music)


def test_only_a_session_that_lasts_counts_for_more():
    hour = 3_600
    times = [[0, 10 * hour, 10 * hour + 60], [0, 60]]
    pasts = Histories.from_lists([[0, 1, 2], [3, 4]], times=times)
    later = pasts.with_context({"now": np.array([10 * hour + 90, 5 * hour])})

    assert emphasised(pasts, 4).weights.tolist() == [1, 4, 4, 4, 4]
    assert emphasised(later, 4).weights.tolist() == [1, 4, 4, 1, 1]
    assert emphasised(later[1], 4).weights.tolist() == [1, 1]
    assert emphasised(pasts.part(1, 2), 4).weights.tolist() == [4, 4]


def test_a_dismissed_card_is_gone_on_the_next_page_and_its_like_are_fewer(ann, trained):
    did_something(ann, [*trained.data[:2], *trained.music[:2]])
    before = courses_in(page_of(ann), "picked")
    music = set(trained.music)
    gone = next(course for course in before if course in music)

    dismiss_course(ann, gone, Dismissal.DISLIKED)
    renew_page(ann.pk)
    mild = courses_in(page_of(ann), "picked")
    dismiss_course(ann, gone, Dismissal.LESS)
    renew_page(ann.pk)
    strong = courses_in(page_of(ann), "picked")

    def best_place(courses):
        return min((n for n, one in enumerate(courses) if one in music), default=99)

    assert gone not in mild
    assert gone not in strong
    assert best_place(before) <= best_place(mild) <= best_place(strong)
    assert best_place(before) < best_place(strong)
