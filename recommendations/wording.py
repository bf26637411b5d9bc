"""Has sentences written ahead of time: a worker's business, a few at a time, behind all else."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.cache import cache
from django.utils import timezone, translation

from courses.models import Course
from recommendations.homepage import wanted as homepage
from recommendations.homepage import week
from recommendations.language.asking import complete
from recommendations.language.checks import check_of, long_titles
from recommendations.language.facts import LIMITS, Facts
from recommendations.language.fences import count
from recommendations.language.prompts import prompt_of
from recommendations.language.types import Answer
from recommendations.language.wordings import forget_wordings, note_wordings
from recommendations.models import LanguageModel, Outcome, Wording
from recommendations.paths import wording as paths

logger = logging.getLogger(__name__)

LANGUAGES = ("en", "zh-hans")
MOST_OF_A_KIND = 150  # titles, reasons and steps each, in each language
SLICE_SECONDS = 8.0  # then other tasks of the worker have their turn
KEPT_DAYS = 30  # a sentence that nobody needed for so long goes
REFUSED_SECONDS = 86_400  # facts that were said badly are not tried again for so long
MINUTES_A_WEEK = 180
# Nothing better comes of asking on.
STOPPING = {
    Outcome.BROKEN, Outcome.SPENT, Outcome.BUSY, Outcome.REFUSED, Outcome.MISSING, Outcome.DOWN,
    Outcome.SLOW, Outcome.OFF,
}  # fmt: skip


def write_words() -> bool:
    """Write what is missing for so many seconds; whether some of it is left to be written."""
    model = LanguageModel.objects.now()
    if model is None:
        forget_wordings()
        return False
    wanted = list(_wanted())
    _keep_needed(model, [facts.key for facts in wanted])
    missing = _missing(model, wanted)
    titles = long_titles(Course.objects.values_list("title", flat=True)) if missing else ()
    until, is_over = time.monotonic() + SLICE_SECONDS, False
    while missing and not is_over and time.monotonic() < until:
        answer = write(model, missing.pop(0), titles)
        is_over = answer.outcome in STOPPING
    note_wordings()
    return bool(missing) and not is_over


def write(model: LanguageModel, facts: Facts, titles: "frozenset[str] | tuple[()]") -> Answer:
    """Have one sentence written, checked and kept; where it is not to be shown, nothing is."""
    system, version = prompt_of(facts.purpose, facts.language)
    ask = facts.ask(system)
    if facts.is_suspect:
        answer = Answer(facts.template, Outcome.SUSPECT, model.name)
        count(ask, answer)
    else:
        answer = complete(ask, limits=LIMITS, check=check_of(facts, titles), model=model)
    if answer.is_generated:
        Wording.objects.update_or_create(
            key=facts.key,
            model=model,
            prompt_version=version,
            defaults={
                "purpose": facts.purpose,
                "language": facts.language,
                "text": answer.text[:300],
                "instead_of": facts.template[:300],
            },
        )
    elif answer.outcome not in STOPPING:
        cache.set(_refused_key(model, facts, version), 1, REFUSED_SECONDS)
    return answer


def _wanted() -> Iterator[Facts]:
    """All that pages say, what is seen most first."""
    for language in LANGUAGES:
        with translation.override(language):
            yield from week.every_week()
            yield from homepage.wanted_facts(MOST_OF_A_KIND)
            yield from islice(paths.wanted_facts(MOST_OF_A_KIND, MINUTES_A_WEEK), MOST_OF_A_KIND)


def _missing(model: LanguageModel, wanted: list[Facts]) -> list[Facts]:
    """What was not written yet by this model from the prompts in force, nor tried in vain."""
    pairs = {(facts.purpose, facts.language) for facts in wanted}
    versions = {pair: prompt_of(*pair)[1] for pair in pairs}
    written = Wording.objects.written({facts.key for facts in wanted}, model)
    done = set(written.values_list("key", "prompt_version"))
    missing = [
        facts
        for facts in {facts.key: facts for facts in wanted}.values()
        if (facts.key, versions[facts.purpose, facts.language]) not in done
    ]
    keys = {
        facts.key: _refused_key(model, facts, versions[facts.purpose, facts.language])
        for facts in missing
    }
    refused = cache.get_many(keys.values())
    return [facts for facts in missing if keys[facts.key] not in refused]


def _keep_needed(model: LanguageModel, keys: list[str]) -> None:
    """Note what is still needed, and let go what was not for long."""
    now = timezone.now()
    Wording.objects.written(keys, model).update(wanted_at=now)
    Wording.objects.unused_since(now - timedelta(days=KEPT_DAYS)).delete()


def _refused_key(model: LanguageModel, facts: Facts, version: int) -> str:
    return f"recs:refused:{model.pk}:{version}:{facts.key}"
