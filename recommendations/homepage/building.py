"""Computes selections: for one learner in a request, or for a shard as one matrix operation."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from recommendations.engine.arrays import Floats
from recommendations.engine.data.sessions import PAUSE_SECONDS
from recommendations.homepage.assembly import assemble
from recommendations.homepage.company import companies_of
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.layout import Selection
from recommendations.homepage.occasions import OCCASIONS
from recommendations.homepage.ordering import ordered
from recommendations.homepage.shelves import ANCHORS_TRIED, LIVE_SOURCES, SOURCES
from recommendations.homepage.store import Before, read_before
from recommendations.homepage.types import Step
from recommendations.models import RowAudience
from recommendations.serving.blend import NOTHING, Bools, blended_and_sized, fused, spoken_for
from recommendations.serving.shares import Evidence
from recommendations.sources.company import Company
from recommendations.sources.journeys import Journey, read_journeys
from recommendations.sources.pasts import Pasts
from recommendations.sources.people import Standing
from recommendations.sources.profiles import Moment, profile_context
from recommendations.sources.tastes import Tastes
from recommendations.sources.wear import Worn, read_worn
from recommendations.sources.whereabouts import Whereabouts

ACTIVE_SECONDS = 14 * 86_400
ANCHORS_IN_A_SHARD = 256
MOST_KEPT = 200  # courses of a past that are kept where chance had a part


def standard_selection(
    desk: Desk, audience: str, language: str, came_from: Whereabouts | None = None
) -> Selection:
    """The page of somebody of whom nothing may be kept: popular and new courses."""
    rows = assemble(desk, standard_draft(audience, language, came_from))
    return Selection(rows, Step.POPULAR, audience, desk.seats, came_from=came_from)


def standard_draft(audience: str, language: str, came_from: Whereabouts | None = None) -> Draft:
    """What such a page is assembled from."""
    return Draft(
        Standing(),
        [],
        [],
        None,
        {},
        audience,
        is_personal=False,
        languages=frozenset({language}),
        whereabouts=came_from,
    )


def build_selections(
    desk: Desk,
    pasts: Pasts,
    standings: Mapping[int, Standing],
    *,
    is_shard: bool,
    moment: Moment | None = None,
    is_explained: bool = True,
) -> Iterator[tuple[int, Selection]]:
    """The selection of each learner, by id, scored together; `moment` is that of a request.

    Reasons take time: who shows none leaves the cards unexplained.
    """
    step = Step.COMPUTED if desk.live.weights else Step.POPULAR
    for learner, draft in build_drafts(desk, pasts, standings, is_shard=is_shard, moment=moment):
        rows = assemble(desk, draft, is_explained=is_explained)
        has_chance = any(row.pool for row in rows)
        yield (
            learner,
            Selection(
                rows,
                step,
                draft.audience,
                desk.seats,
                desk.live.versions,
                past=_rounded(draft) if has_chance else (),
                came_from=draft.whereabouts,
                lacks_order=draft.lacks_order,
            ),
        )


def _rounded(draft: Draft) -> list[tuple[int, float]]:
    """The past that the models read, short enough to be kept with the page."""
    entries = zip(draft.past, draft.weights, strict=True)
    return [(course, round(weight, 3)) for course, weight in entries][-MOST_KEPT:]


def build_drafts(
    desk: Desk,
    pasts: Pasts,
    standings: Mapping[int, Standing],
    *,
    is_shard: bool,
    moment: Moment | None = None,
) -> Iterator[tuple[int, Draft]]:
    """What each learner's page is assembled from: scores, standing, audience."""
    return ordered(desk, _drafts(desk, pasts, standings, is_shard=is_shard, moment=moment))


def _drafts(
    desk: Desk,
    pasts: Pasts,
    standings: Mapping[int, Standing],
    *,
    is_shard: bool,
    moment: Moment | None,
) -> Iterator[tuple[int, Draft]]:
    """The same before a language model has a say."""
    pasts = replace(pasts, context=profile_context(pasts.learners, standings, moment))
    if is_shard:
        desk.learn_links(_anchors(desk, pasts), at_once=ANCHORS_IN_A_SHARD)
    scores, sizes = blended_and_sized(desk.live, pasts, desk.shelf)
    spoken = spoken_for(desk.live, pasts, desk.shelf)
    evidence = Evidence(desk.live, list(desk.live.weights), pasts, 0, desk.shelf, sizes)
    own = _own_scores(desk, pasts)
    companies = companies_of(desk, pasts)
    journeys = _journeys(desk, pasts)
    worn, before = _worn(desk, pasts), _before(desk, pasts)
    for row, learner in enumerate(pasts.learners.tolist()):
        courses, weights = pasts.of(row)
        audience = audience_of(pasts.last_time(row), is_visitor=learner == 0)
        standing = standings.get(learner) or Standing()
        draft = Draft(
            standing=standing,
            past=courses,
            weights=weights,
            scores=scores[row] if courses else _of_profile(scores[row], spoken[row]),
            own_scores={name: matrix[row] for name, matrix in own.items()},
            audience=audience,
            is_personal=True,
            languages=_languages(desk, standing, courses),
            seed=learner or None,
            evidence=replace(evidence, row=row),
            company=companies.get(learner, Company()),
            tastes=pasts.tastes.get(learner, Tastes()).categories,
            path=journeys.get(learner, Journey()).path,
            whereabouts=None if learner else _whereabouts(pasts, row, moment),
            last_visit=journeys.get(learner, Journey()).last_visit,
            worn=worn.get(learner, {}),
            before=before.get(learner, {}),
        )
        yield learner, draft


def _whereabouts(pasts: Pasts, row: int, moment: Moment | None) -> Whereabouts | None:
    """Where a visitor comes from, else the course of this session that they looked at last."""
    if moment is not None and moment.came_from is not None:
        return moment.came_from
    if time.time() - pasts.last_time(row) > PAUSE_SECONDS:
        return None
    courses, _weights = pasts.of(row)
    return Whereabouts("course", str(courses[-1]))


def _journeys(desk: Desk, pasts: Pasts) -> dict[int, Journey]:
    """Where each learner is on their way, as far as rows ask."""
    ids, wanted = pasts.learners[pasts.learners > 0], {row.source for row in desk.rows}
    if not len(ids) or not wanted & OCCASIONS.keys():
        return {}
    span = (int(ids.min()), int(ids.max()))
    return read_journeys(span, with_paths="path" in wanted, with_visits="since" in wanted)


def _worn(desk: Desk, pasts: Pasts) -> Worn:
    """What each learner was shown in vain, often enough to count."""
    ids = pasts.learners[pasts.learners > 0]
    if not len(ids):
        return {}
    return read_worn((int(ids.min()), int(ids.max())), desk.arrangement.shown_in_vain)


def _before(desk: Desk, pasts: Pasts) -> dict[int, Before]:
    """The rows of the last page of each learner who did nothing since it was made."""
    ids = pasts.learners[pasts.learners > 0]
    if not len(ids) or not desk.arrangement.hold:
        return {}
    found = read_before((int(ids.min()), int(ids.max())))
    last = {learner: pasts.last_time(row) for row, learner in enumerate(pasts.learners.tolist())}
    return {
        learner: rows
        for learner, (built_at, rows) in found.items()
        if last.get(learner, built_at) < built_at
    }


def _of_profile(scores: Floats, spoken: Bools) -> Floats | None:
    """The scores of a learner without a past: only of what their profile speaks for."""
    return np.where(spoken, scores, NOTHING) if spoken.any() else None


def _languages(desk: Desk, standing: Standing, past: list[int]) -> frozenset[str]:
    """The language of a learner's pages, and those of the courses that they did something with."""
    columns = desk.shelf.places(past)
    return frozenset({standing.language, *desk.shelf.languages[columns].tolist()} - {""})


def audience_of(last_time: int, *, is_visitor: bool) -> RowAudience:
    """Whom a page is for, by when they last did something."""
    if is_visitor:
        return RowAudience.VISITOR
    if last_time == 0:
        return RowAudience.NEW
    is_active = time.time() - last_time <= ACTIVE_SECONDS
    return RowAudience.ACTIVE if is_active else RowAudience.RETURNING


def _anchors(desk: Desk, pasts: Pasts) -> set[int]:
    """Every course that a title of the shard may name."""
    wanted: set[int] = set()
    for row in range(len(pasts)):
        courses, _ = pasts.of(row)
        wanted.update(courses[-ANCHORS_TRIED:])
    return wanted & desk.shelf.place.keys()


def _own_scores(desk: Desk, pasts: Pasts) -> dict[str, Floats]:
    """The scores of the single algorithms that rows ask for by name."""
    names = {row.source for row in desk.rows} - SOURCES.keys() - LIVE_SOURCES
    trained = names & desk.live.models.keys()
    return {name: fused(desk.live, [name], pasts, desk.shelf) for name in trained}
