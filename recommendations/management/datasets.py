"""The options by which commands are told what data to read."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from recommendations.engine.data.readers import FORMS, READERS, Dataset, read_dataset, read_form

SITE = "site"


def add_dataset_arguments(parser: ArgumentParser) -> None:
    """A public set by name, this site's own ledger, or any file of a known form."""
    parser.add_argument(
        "--dataset",
        choices=(*sorted(READERS), SITE),
        help=f"a public data set, or {SITE}: what learners did here",
    )
    parser.add_argument("--form", choices=FORMS, help="the form of any other file: with --path")
    parser.add_argument("--path", type=Path, help="the file or folder to read")
    parser.add_argument("--data-dir", type=Path, default=settings.HOMEROOM_DATA_DIR)


def read_named(options: dict[str, Any]) -> Dataset:
    """The data that the options name."""
    if options["dataset"] == SITE:
        return site_dataset()
    if options["dataset"]:
        return read_dataset(options["dataset"], Path(options["data_dir"]), options["path"])
    if not (options["form"] and options["path"]):
        raise CommandError("Name what to read: --dataset NAME, or --form FORM --path FILE.")
    return read_form(options["form"], options["path"])


def named_again(options: dict[str, Any]) -> list[str]:
    """The same options for another process."""
    told = [f"--data-dir={Path(options['data_dir']).absolute()}"]
    told += [f"--{name}={options[name]}" for name in ("dataset", "form") if options[name]]
    return told + ([f"--path={options['path'].absolute()}"] if options["path"] else [])


def site_dataset() -> Dataset:
    """What learners did on this site, as its models learn from it."""
    from recommendations.training.data import read_training_data

    data = read_training_data()
    return Dataset(SITE, data.interactions, data.catalogue, has_times=True)
