"""Staff try a language model and see what it did, on a phone too; learners' week opens with words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.zones import day_of
from courses.models import LearningDay
from recommendations.language.prompts import save_prompt
from recommendations.language.testing import try_model
from recommendations.models import LanguageDay, LanguageModel, Wording
from tests.browser.conftest import PHONE, overflows, serious


@pytest.fixture
def model(transactional_db) -> LanguageModel:
    """One that was used for some weeks; nothing listens at its address."""
    model = LanguageModel.objects.create(
        name="vllm", address="http://127.0.0.1:9/v1", model="small", is_on=True, tries=1, seconds=2
    )
    today = timezone.now().date()
    for number in range(20):
        day = today - timedelta(days=number)
        LanguageDay.objects.note(
            day, "vllm", "week", "good", tokens_read=900, tokens_written=200,
            seconds=0.4 + number % 5 / 10, cost=0.01 + number % 3 / 100,
        )  # fmt: skip
        LanguageDay.objects.note(day, "vllm", "reason", "invented", seconds=0.5)
    Wording.objects.create(
        key="k", model=model, prompt_version=0, purpose="week", language="en",
        text="Two days to go, and the week is yours.", instead_of="Well begun: 2 more days …",
    )  # fmt: skip
    return model


def test_the_answer_of_a_test_appears_by_itself(new_context, dan, model):
    page = new_context(dan).new_page()
    page.goto(f"/admin/recommendations/languagemodel/{model.pk}/test/?asked")
    assert "A worker asks the model" in page.locator("#tested").inner_text()

    try_model(model)

    page.get_by_text("did not answer").first.wait_for()


def test_the_pages_fit_a_phone_and_everybody(new_context, dan, ann, model):
    save_prompt("reason", "en", "Be brief.", dan)
    page = new_context(dan, viewport=PHONE).new_page()
    base = "/admin/recommendations"
    for address in (
        "/admin/language/",
        f"{base}/languagemodel/{model.pk}/test/",
        f"{base}/prompt/",
        f"{base}/prompt/reason/en/",
        f"{base}/wording/",
    ):
        page.goto(address)
        assert not overflows(page), address
        assert serious(page) == [], address


def test_the_week_opens_with_a_sentence(new_context, ann):
    LearningDay.objects.create(learner=ann, day=day_of(ann))
    page = new_context(ann, viewport=PHONE).new_page()

    page.goto("/")

    assert page.locator(".week-opening").inner_text().startswith("Well begun")
