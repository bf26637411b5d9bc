"""A page that follows its learner at once: this session first, and what is not wanted gone."""

import numpy as np

from accounts.interests import set_interests
from courses.models import Dismissal
from courses.shelf import dismiss_course
from recommendations.engine.data.sessions import emphasised
from recommendations.engine.types import Histories
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import AlgorithmSetting, Arrangement, CachedPage, TrainingRun
from recommendations.requests import renew_page
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import did_something, make_learner
from tests.recommendations.test_homepage import courses_in
from tracking.ledger import emit


def test_what_is_done_in_this_session_outweighs_last_month_as_staff_set_it(ann, trained):
    Arrangement.objects.create(diversity=0, calibration=0, hold=0)
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


def test_who_turns_to_a_new_field_is_met_with_what_leads_there_from_theirs(ann, world):
    for number in range(6):
        bridge = make_learner(f"bridge{number}")
        did_something(bridge, [world.music[number % 2], world.music[2], world.data[4]])
    names = ("cross_domain", "item_knn", "popularity")
    AlgorithmSetting.objects.exclude(name__in=names).update(is_enabled=False)
    assert retrain(TrainingRun.objects.create()).status == "done"
    did_something(ann, world.music[:2])
    set_interests(ann, ["data"])

    page = page_of(ann)

    assert "cross_domain" in CachedPage.objects.get(learner=ann).payload["versions"]
    in_data = [card for row in page.rows for card in row.cards if card.course in world.data]
    assert in_data[0].course == world.data[4]
