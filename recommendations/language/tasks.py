"""What workers do with language models, behind all other work."""

from celery import shared_task

from recommendations.language.testing import try_model
from recommendations.models import LanguageModel
from recommendations.ordering import order_newcomers
from recommendations.queues import LATER
from recommendations.wording import write_words


@shared_task(name="recommendations.write_words", ignore_result=True)
def write_words_ahead() -> None:
    """Have some sentences written, and come back for the rest after all other work."""
    if write_words():
        write_words_ahead.apply_async(priority=LATER)


@shared_task(name="recommendations.order_newcomers", ignore_result=True)
def order_newcomers_ahead(learner_ids: list[int]) -> None:
    """Have the first courses of some newcomers ordered, the rest of them after all other work."""
    left = order_newcomers(learner_ids)
    if left:
        order_newcomers_ahead.apply_async(args=(left,), priority=LATER)


@shared_task(name="recommendations.test_language_model", ignore_result=True)
def test_language_model(model_id: int) -> None:
    """Try a language model for staff."""
    try_model(LanguageModel.objects.get(pk=model_id))
