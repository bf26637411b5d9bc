"""What questions say of their askers is remembered on a yes alone, and can be taken back."""

import pytest

from accounts.personal_data import export_zip
from courses.goals import set_goal
from courses.models import LearningGoal
from recommendations.models import Remembered

WISH = "Two evenings a week, I am a beginner, want to get into data analysis"


@pytest.fixture
def ann_asks(client, ann, shelf):
    """Ann asks, and gets her page."""
    client.force_login(ann)
    return lambda question: client.get("/ask/", {"q": question}).content.decode()


def yes(client, **form):
    return client.post("/ask/remember/", form, follow=True).content.decode()


def test_a_stated_wish_is_offered_and_nothing_is_kept_by_itself(ann_asks, ann):
    page = ann_asks(WISH)

    assert "Remember this: interested in Data analysis?" in page
    assert "Remember your level: beginner?" in page
    assert "Make it your goal: Data analysis, 3 hours a week?" in page
    assert not ann.interests.exists()
    assert not Remembered.objects.exists()


def test_who_only_looks_is_offered_nothing(ann_asks):
    assert "Remember" not in ann_asks("something about guitar")


def test_visitors_and_who_did_not_agree_are_offered_nothing(client, shelf, cleo):
    assert "Remember this" not in client.get("/ask/", {"q": WISH}).content.decode()
    client.force_login(cleo)
    assert "Remember this" not in client.get("/ask/", {"q": WISH}).content.decode()

    yes(client, kind="interest", value="data")

    assert not cleo.interests.exists()


def test_a_yes_stands_in_the_profile_with_its_source(ann_asks, client, ann):
    ann_asks(WISH)

    yes(client, kind="interest", value="data")
    yes(client, kind="level", value="beginner")
    yes(client, kind="goal", value="data", hours="3")

    ann.refresh_from_db()
    assert [one.topic for one in ann.interests.all()] == ["data"]
    assert ann.level == "beginner"
    assert LearningGoal.objects.of(ann).weekly_hours == 3
    page = client.get("/improve/").content.decode()
    for words in ("From your questions", "Interested in Data analysis", "Your level: beginner",
                  "Goal: Data analysis, 3 hours a week", "From your question of"):  # fmt: skip
        assert words in page
    assert "Remember" not in ann_asks("I want to get into data analysis")


def test_taking_it_back_takes_it_out_of_the_profile(ann_asks, client, ann):
    yes(client, kind="interest", value="data")
    yes(client, kind="level", value="beginner")
    yes(client, kind="goal", value="data", hours="3")

    for one in Remembered.objects.all():
        client.post(f"/ask/remembered/{one.pk}/forget/")

    ann.refresh_from_db()
    assert not ann.interests.exists()
    assert ann.level == ""
    assert LearningGoal.objects.of(ann) is None
    assert "From your questions" not in client.get("/improve/").content.decode()


def test_what_was_changed_since_is_left_alone(ann_asks, client, ann, shelf):
    yes(client, kind="goal", value="data", hours="3")
    set_goal(ann, shelf["Bread by weight"], weekly_hours=2)

    client.post(f"/ask/remembered/{Remembered.objects.get().pk}/forget/")

    assert LearningGoal.objects.of(ann).course == shelf["Bread by weight"]


def test_a_goal_that_one_has_is_never_replaced(ann_asks, client, ann, shelf):
    set_goal(ann, shelf["Bread by weight"], weekly_hours=2)

    assert "Make it your goal" not in ann_asks(WISH)
    yes(client, kind="goal", value="data", hours="3")

    assert LearningGoal.objects.of(ann).course == shelf["Bread by weight"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": "interest", "value": "nothing-like-it"},
        {"kind": "level", "value": "wizard"},
        {"kind": "goal", "value": "data", "hours": "0"},
        {"kind": "goal", "value": "data", "hours": "9999"},
        {"kind": "everything", "value": "data"},
    ],
)
def test_junk_is_refused(ann_asks, client, ann, form):
    assert "could not be remembered" in yes(client, **form)
    assert not Remembered.objects.exists()


def test_nobody_takes_back_what_is_of_another(ann_asks, client, ben):
    yes(client, kind="interest", value="data")
    client.force_login(ben)

    one = Remembered.objects.get()

    assert client.post(f"/ask/remembered/{one.pk}/forget/").status_code == 404


def test_the_profile_form_leaves_finer_interests_alone(ann_asks, client, ann):
    from accounts.forms import ProfileForm
    from courses.models import Category

    music = Category.objects.get(slug="music")
    Category.objects.create(slug="singing", name_en="Singing", parent=music)
    yes(client, kind="interest", value="singing")

    form = ProfileForm(instance=ann)
    given = {name: form.initial.get(name) for name in form.fields} | {"interests": ["music"]}
    bound = ProfileForm({k: v for k, v in given.items() if v not in (None, False)}, instance=ann)
    assert bound.is_valid(), bound.errors
    bound.save()

    assert {one.topic for one in ann.interests.all()} == {"music", "singing"}


def test_it_is_exported_and_erased_with_the_rest(ann_asks, client, ann):
    yes(client, kind="interest", value="data")

    assert b"PK" in export_zip(ann)[:4]
    ann.delete()

    assert not Remembered.objects.exists()
