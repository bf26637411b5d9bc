"""Say what pictures and sound add to text for new courses, by each way to bring them together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.engine.data.readers.dataset import Dataset
from recommendations.engine.data.senses import SHOWS, senses_world
from recommendations.engine.evaluation.modalities import Line, compare_modalities

WORLDS = ("made_up", "site")
DRAWN = "drawn_covers"  # the site, with the covers that it draws itself for pictures


class Command(BaseCommand):
    """`evaluate_modalities --json`: made-up worlds whose truth is known, and the site's own."""

    help = (
        "Ablation for courses that nobody took: text, + picture, + sound, by each fusion, with "
        "95 % intervals and paired differences to text alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """On what, and how often."""
        parser.add_argument("--worlds", nargs="+", choices=(*WORLDS, DRAWN), default=WORLDS)
        parser.add_argument(
            "--folds", type=int, default=3, help="times that other courses are held out"
        )
        parser.add_argument(
            "--features", default="tf_idf", help="how the site's texts are read, as in `content`"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each line as soon as it is there."""
        for line in self._lines(options):
            self.stdout.write(json.dumps(line) if options["json"] else _row(line))
            self.stdout.flush()

    def _lines(self, options: dict[str, Any]) -> Iterator[Line]:
        folds, seed = max(1, options["folds"]), options["seed"]
        if "made_up" in options["worlds"]:
            for show in SHOWS:
                world = senses_world(show, seed=seed)
                yield from compare_modalities(world, features="embedding", folds=folds, seed=seed)
        for name, read in (("site", _site), (DRAWN, _drawn)):
            if name in options["worlds"]:
                yield from compare_modalities(
                    read(), features=options["features"], folds=folds, seed=seed
                )


def _drawn() -> Dataset:
    """The site as if its drawn covers were pictures of the courses, which they are not."""
    from recommendations.engine.features import pictures
    from recommendations.sources.media import drawn_covers

    if not (pictures.draws_svg() and pictures.sees_pictures()):
        raise CommandError("Drawn covers need: pip install 'homeroom[pictures]'")
    site = _site()
    seen = [pictures.picture_of_svg(svg) for svg in drawn_covers(site.catalogue.courses)]
    features = {**site.catalogue.features, "picture": pictures.picture_vectors(seen)}
    catalogue = replace(site.catalogue, features=features)
    return replace(site, name=f"{site.name}, drawn covers", catalogue=catalogue)


def _site() -> Dataset:
    """What learners did here, and all that was read, seen and heard of the courses."""
    from courses.demo.build import is_built
    from recommendations.models import Sense
    from recommendations.sources.interactions import read_snapshot
    from recommendations.sources.texts import read_catalogue

    interactions = read_snapshot().interactions
    catalogue = read_catalogue(interactions.courses, senses=Sense.values)
    name = "demo world (simulated learners)" if is_built() else "this site"
    return Dataset(name, interactions, catalogue, has_times=True)


def _row(line: Line) -> str:
    """A line for the eye."""
    parts = [f"{line['dataset']:<36} {line['senses']:<24} {line['fusion']:<6}"]
    for name in ("recall@50", "ndcg@10"):
        parts.append(f"{name} {line[name]:.4f}")
        if f"{name}_gain" in line:
            low, high = line[f"{name}_gain_ci"]
            parts.append(f"{line[f'{name}_gain']:+.4f} [{low:+.4f}, {high:+.4f}]")
    return "  ".join([*parts, f"{line['learners']} learners"])
