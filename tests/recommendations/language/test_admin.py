"""Staff set language models up, try them, word their prompts, and see what they did."""

import re

import pytest

from accounts.models import User
from recommendations.language.testing import try_model
from recommendations.language.types import Answer
from recommendations.models import Change, LanguageDay, LanguageModel, Outcome, Prompt, Wording
from tests.conftest import make_person

LIST = "/admin/recommendations/languagemodel/"
SETTING = {
    "name": "vllm", "kind": "openai", "address": "http://127.0.0.1:8000/v1", "model": "small",
    "key_variable": "", "seconds": "10", "tries": "2", "calls_at_once": "1",
    "tokens_a_day": "1000", "price_read": "0", "price_written": "0", "is_on": "on",
}  # fmt: skip


@pytest.fixture
def staff(client, dan: User):
    client.force_login(dan)
    return client


def test_staff_set_a_model_up(staff):
    answer = staff.post(f"{LIST}add/", SETTING)

    assert answer.status_code == 302
    assert LanguageModel.objects.now().name == "vllm"
    assert Change.objects.filter(table="languagemodel").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"key_variable": "SECRET_KEY"}, "must end in _API_KEY"),
        ({"address": ""}, "needs an address"),
        ({"kind": "transformers", "model": ""}, "The folder of the model is needed"),
        ({"address": "file:///etc/passwd"}, "valid URL"),
        ({"name": "another"}, "switch it off first"),
    ],
)
def test_what_cannot_work_is_refused(staff, changed, words):
    if "name" in changed:
        LanguageModel.objects.create(name="first", kind="template", is_on=True)

    answer = staff.post(f"{LIST}add/", SETTING | changed)

    assert words in answer.content.decode()
    assert not LanguageModel.objects.exclude(name="first").exists()


def test_a_test_shows_a_sentence_in_each_language(staff, language_model, model_server):
    model_server.says = lambda facts: facts["sentence"]
    page = f"{LIST}{language_model.pk}/test/"
    assert "It was not tested lately." in staff.get(page).content.decode()

    answer = staff.post(page, follow=True)
    assert "without JavaScript, reload" in answer.content.decode()

    try_model(language_model)  # a worker's part
    shown = staff.get(page).content.decode()
    assert "“Python for the curious” is a good start." in shown
    assert "“好奇者的 Python 入门”是个不错的开始。" in shown
    assert shown.count("answered") == 2


def test_a_test_of_a_model_that_fails_says_how(staff, language_model, model_server):
    model_server.script = [401, "garbage"]
    try_model(language_model)

    shown = staff.get(f"{LIST}{language_model.pk}/test/").content.decode()
    assert "refused: a wrong key, model or address" in shown
    assert "answered with something else" in shown


def test_a_prompt_is_changed_and_restored(staff, db):
    page = "/admin/recommendations/prompt/week/en/"
    shipped = re.search(r"<textarea[^>]*>([^<]+)", staff.get(page).content.decode())[1].strip()
    assert "opens a learner" in shipped

    staff.post(page, {"text": "Be brief."})
    staff.post(page, {"text": "Be briefer."})
    assert Prompt.objects.latest_of("week", "en").text == "Be briefer."

    staff.post(page, {"text": "Be brief."})  # the button “Restore”
    assert [one.version for one in Prompt.objects.of("week", "en")] == [3, 2, 1]
    assert "Be brief." in staff.get("/admin/recommendations/prompt/").content.decode()
    assert staff.get("/admin/recommendations/prompt/nothing/en/").status_code == 404


def test_a_wording_can_be_hidden_and_deleted(staff, language_model):
    wording = Wording.objects.create(
        key="k", model=language_model, prompt_version=0, purpose="week", language="en",
        text="Well done.", instead_of="Done.",
    )  # fmt: skip
    address = "/admin/recommendations/wording/"
    assert "Well done." in staff.get(address).content.decode()

    staff.post(f"{address}{wording.pk}/change/", {"is_hidden": "on", "text": "Other"})
    wording.refresh_from_db()
    assert (wording.is_hidden, wording.text) == (True, "Well done.")

    staff.post(f"{address}{wording.pk}/delete/", {"post": "yes"})
    assert not Wording.objects.exists()


def test_cost_and_latency_are_plotted_by_day(staff, language_model, ask):
    from recommendations.language.fences import count

    count(ask, Answer("x", Outcome.GOOD, "loopback", 100, 20, 0.8, 0.002))
    count(ask, Answer("x", Outcome.INVENTED, "loopback", 100, 20, 0.4, 0.002))
    count(ask, Answer("x", Outcome.SPENT, "loopback"))
    assert LanguageDay.objects.count() == 3

    shown = staff.get("/admin/language/").content.decode()
    assert "named what was not given" in shown
    assert "33 %" in shown
    assert "0.0040" in shown
    assert "0.6" in shown  # seconds, of those that were asked
    assert "Seconds an answer of a language model took" in staff.get("/admin/").content.decode()


def test_pages_without_any_model_say_so(staff):
    assert "No language model is on" in staff.get("/admin/language/").content.decode()
    assert "Seconds an answer" not in staff.get("/admin/").content.decode()


def test_who_may_only_look_changes_nothing(client, language_model):
    from django.contrib.auth.models import Group

    from recommendations.permissions import ensure_groups

    ensure_groups()
    eve = make_person("Eve", is_staff=True)
    eve.groups.add(Group.objects.get(permissions__codename="view_recommender"))
    client.force_login(eve)

    assert client.get(LIST).status_code == 200
    assert client.get("/admin/language/").status_code == 200
    assert client.post(f"{LIST}{language_model.pk}/test/").status_code == 403
    assert client.post("/admin/recommendations/prompt/week/en/", {"text": "x"}).status_code == 403
    assert client.post(f"{LIST}add/", SETTING).status_code == 403


def test_learners_see_none_of_it(client, ann, language_model):
    client.force_login(ann)

    for page in (LIST, "/admin/language/", "/admin/recommendations/prompt/"):
        assert client.get(page).status_code in (302, 403)
