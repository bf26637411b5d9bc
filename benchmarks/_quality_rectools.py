"""RecTools' SASRec on a stored split: run by the interpreter that has RecTools.

Trained as its guide does it: each learner's last course but those to be found is held out, and
training stops when the loss on it no longer falls. What it is not told stays at its defaults.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.callbacks import EarlyStopping
from rectools.dataset import Dataset
from rectools.models import SASRecModel

K = 10
MOST_EPOCHS, PATIENCE = 200, 5


def main(folder: Path, jobs: Path) -> None:
    """Do every job, one line of progress each."""
    logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or 1))
    for job in json.loads(jobs.read_text()):
        stored = np.load(folder / f"{job['part']}.npz")
        dataset = dataset_of(stored)
        seed_everything(0, verbose=False)
        start = time.perf_counter()
        model = SASRecModel(
            **job["params"], get_val_mask_func=latest, get_trainer_func=trainer
        ).fit(dataset)
        seconds = time.perf_counter() - start
        ranked = lists_of(model, dataset, stored["asked"])
        np.savez(folder / f"{job['name']}.npz", courses=ranked, seconds=seconds)
        epochs = model.fit_trainer.current_epoch
        told = f"{job['model']} {job['params']}: {epochs} epochs, {seconds:.1f} s"
        print(told, file=sys.stderr, flush=True)


def dataset_of(stored: Any) -> Dataset:
    """RecTools' form of the past: a row an interaction, places as times."""
    counts = np.diff(stored["indptr"])
    places = np.arange(len(stored["sequence"]))
    rows = {
        "user_id": np.repeat(np.arange(len(counts)), counts),
        "item_id": stored["sequence"],
        "weight": 1.0,
        "datetime": pd.to_datetime(places, unit="s"),
    }
    return Dataset.construct(pd.DataFrame(rows))


def latest(interactions: pd.DataFrame) -> np.ndarray:
    """Marks the last interaction of each learner."""
    newest_first = interactions.sort_values("datetime", ascending=False)
    back = newest_first.groupby("user_id").cumcount().reindex(interactions.index)
    return np.asarray(back == 0)


def trainer() -> Trainer:
    """Lightning's trainer on the processor, which stops when the held out loss says so."""
    return Trainer(
        accelerator="cpu",
        devices=1,
        max_epochs=MOST_EPOCHS,
        callbacks=[EarlyStopping("val_loss", patience=PATIENCE)],
        logger=False,
        deterministic=True,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )


def lists_of(model: SASRecModel, dataset: Dataset, asked: np.ndarray) -> np.ndarray:
    """The best courses not yet taken of the learners asked about [n_asked, K], -1 = no more."""
    found = model.recommend(users=asked, dataset=dataset, k=K, filter_viewed=True)
    rows = np.searchsorted(asked, found["user_id"].to_numpy())
    courses = np.full((len(asked), K), -1, np.int32)
    courses[rows, found["rank"].to_numpy() - 1] = found["item_id"]
    return courses


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
