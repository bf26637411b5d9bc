"""The form of a trained model on disk: a manifest with checksums, and arrays in safetensors.

A folder appears whole or not at all: on a local disk it is written under another name, synced
and renamed; in an object storage the manifest is written last, and without it there is nothing.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from safetensors import SafetensorError
from safetensors.numpy import load, save

SCHEMA = 1
MANIFEST, ARRAYS = "manifest.json", "model.safetensors"
JUDGED = "judged.safetensors"  # what the model was worth to each learner asked, by metric


class BrokenArtefactError(Exception):
    """A version that must not serve, with the reason in plain words."""


@dataclass(frozen=True)
class Artefact:
    """What was read back: the manifest and the arrays, `course_ids` among them."""

    manifest: dict[str, Any]
    arrays: dict[str, np.ndarray]


def write_artefact(
    algorithm: str,
    facts: Mapping[str, Any],
    arrays: Mapping[str, Any],
    judged: Mapping[str, np.ndarray] | None = None,
) -> tuple[str, dict[str, Any]]:
    """Write a folder of its own and give its path and manifest back."""
    body = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    sums = {ARRAYS: hashlib.sha256(body).hexdigest()}
    shapes = {name: list(np.shape(array)) for name, array in arrays.items()}
    form = {"schema": SCHEMA, "algorithm": algorithm, "files": sums, "shapes": shapes}
    manifest = {**facts, **form}
    files = {JUDGED: save(dict(judged))} if judged else {}
    files |= {ARRAYS: body, MANIFEST: json.dumps(manifest, indent=1, default=str).encode()}
    path = f"{algorithm}/{uuid.uuid4().hex}"
    storage = storages["artefacts"]
    if isinstance(storage, FileSystemStorage):
        _write_folder(Path(storage.path(path)), files)
    else:
        for name, content in files.items():
            storage.save(f"{path}/{name}", ContentFile(content))
    return path, manifest


def read_artefact(path: str) -> Artefact:
    """Read a folder back, or raise `BrokenArtefactError` where it is missing, altered or too old."""
    storage = storages["artefacts"]
    manifest = _manifest(storage, path)
    if manifest.get("schema") != SCHEMA:
        raise BrokenArtefactError(
            f"written in form {manifest.get('schema')}, this site reads form {SCHEMA}"
        )
    body = _read(storage, f"{path}/{ARRAYS}")
    if hashlib.sha256(body).hexdigest() != manifest.get("files", {}).get(ARRAYS):
        raise BrokenArtefactError("the arrays do not match their checksum")
    try:
        arrays = load(body)
    except (SafetensorError, ValueError) as error:
        raise BrokenArtefactError(f"the arrays cannot be read: {error}") from error
    if "course_ids" not in arrays:
        raise BrokenArtefactError("the arrays name no courses")
    return Artefact(manifest, arrays)


def read_judged(path: str) -> dict[str, np.ndarray]:
    """What a model was worth to each learner asked, by metric; empty where that was not kept."""
    try:
        return load(_read(storages["artefacts"], f"{path}/{JUDGED}"))
    except (BrokenArtefactError, SafetensorError, ValueError):
        return {}


def delete_artefact(path: str) -> None:
    """Remove a folder; one that is not there is fine."""
    storage = storages["artefacts"]
    if isinstance(storage, FileSystemStorage):
        shutil.rmtree(storage.path(path), ignore_errors=True)
        return
    for name in (MANIFEST, ARRAYS, JUDGED):
        storage.delete(f"{path}/{name}")


def _manifest(storage: Storage, path: str) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(storage, f"{path}/{MANIFEST}"))
    except ValueError as error:
        raise BrokenArtefactError("the manifest is not JSON") from error
    if not isinstance(manifest, dict):
        raise BrokenArtefactError("the manifest is not a table of facts")
    return manifest


def _read(storage: Storage, name: str) -> bytes:
    try:
        with storage.open(name) as file:
            return bytes(file.read())
    except (OSError, ValueError) as error:
        raise BrokenArtefactError(f"{Path(name).name} cannot be read: {error}") from error


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a temporary folder, sync all of it, and give it its name."""
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    unfinished.mkdir(parents=True)
    for name, content in files.items():
        with (unfinished / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(unfinished)
    unfinished.rename(folder)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
