"""RecBole's GRU4Rec on a stored split: run by the interpreter that has RecBole.

Trained as RecBole does it: on every prefix of a learner's past but for its last course, which
stops the training early. Then each learner's whole past is scored.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.data.interaction import Interaction
from recbole.utils import get_model, get_trainer, init_seed

K = 10
BLOCK = 512


def main(folder: Path, jobs: Path) -> None:
    """Do every job, one line of progress each."""
    for job in json.loads(jobs.read_text()):
        stored = np.load(folder / f"{job['part']}.npz")
        start = time.perf_counter()
        ranked = lists_of(folder, job["model"].split()[-1], job["params"], stored)
        seconds = time.perf_counter() - start
        np.savez(folder / f"{job['name']}.npz", courses=ranked, seconds=seconds)
        print(f"{job['model']} {job['params']}: {seconds:.1f} s", file=sys.stderr, flush=True)


def lists_of(folder: Path, model: str, params: dict[str, Any], stored: Any) -> np.ndarray:
    """The best courses of the learners asked about [n_asked, K], -1 where there are no more."""
    config = configured(folder, model, params, stored)
    init_seed(config["seed"], True)
    dataset = create_dataset(config)
    train, valid, _ = data_preparation(config, dataset)
    fitted = get_model(model)(config, train.dataset).to(config["device"])
    trainer = get_trainer(config["MODEL_TYPE"], model)(config, fitted)
    trainer.fit(train, valid, saved=False, show_progress=False, verbose=False)
    known = dataset.field2token_id["item_id"]
    place = np.array([known.get(str(n), 0) for n in range(stored["shape"][1])])
    return rank(fitted, stored, place, config["MAX_ITEM_LIST_LENGTH"])


def configured(folder: Path, model: str, params: dict[str, Any], stored: Any) -> Config:
    """RecBole's settings, and its form of the past: one line an interaction, places as times."""
    home = folder / "recbole" / "past"
    home.mkdir(parents=True, exist_ok=True)
    indptr, courses = stored["indptr"], stored["sequence"]
    with (home / "past.inter").open("w") as lines:
        lines.write("user_id:token\titem_id:token\ttimestamp:float\n")
        for learner in range(len(indptr) - 1):
            own = courses[indptr[learner] : indptr[learner + 1]]
            lines.writelines(f"{learner}\t{c}\t{place}\n" for place, c in enumerate(own))
    told = {
        "data_path": str(home.parent), "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
        "eval_args": {"split": {"LS": "valid_only"}, "order": "TO", "group_by": "user",
                      "mode": "full"},
        "metrics": ["MRR"], "topk": [K], "valid_metric": f"MRR@{K}", "train_neg_sample_args": None,
        "user_inter_num_interval": "[0,inf)", "item_inter_num_interval": "[0,inf)",
        "checkpoint_dir": str(folder / "recbole"), "show_progress": False, "use_gpu": False,
        "reproducibility": True, "seed": 2020, "state": "ERROR", **params,
    }  # fmt: skip
    sys.argv = sys.argv[:1]  # RecBole would read our own command line as settings
    return Config(model=model, dataset="past", config_dict=told)


def rank(fitted: Any, stored: Any, place: np.ndarray, longest: int) -> np.ndarray:
    """Score every course after each learner's past, mask what was taken, choose the best."""
    fitted.eval()
    parts = []
    for start in range(0, len(stored["asked"]), BLOCK):
        rows = stored["asked"][start : start + BLOCK]
        pasts = [own(stored, row) for row in rows]
        with torch.no_grad():
            scores = fitted.full_sort_predict(prefixes(pasts, place, longest)).numpy()
        parts.append(best(scores[:, place], place, pasts))
    return np.concatenate(parts) if parts else np.zeros((0, K), np.int32)


def prefixes(pasts: list[np.ndarray], place: np.ndarray, longest: int) -> Interaction:
    """The last courses of each past as RecBole's models read them."""
    items = torch.zeros((len(pasts), longest), dtype=torch.int64)
    lengths = torch.ones(len(pasts), dtype=torch.int64)
    for row, past in enumerate(pasts):
        known = place[past][place[past] > 0][-longest:]
        items[row, : len(known)] = torch.as_tensor(known)
        lengths[row] = max(len(known), 1)
    return Interaction({"item_id_list": items, "item_length": lengths})


def best(scores: np.ndarray, place: np.ndarray, pasts: list[np.ndarray]) -> np.ndarray:
    """The K best of each row that were not taken; a course that RecBole never saw is no choice."""
    scores = np.where(place[None, :] == 0, -np.inf, scores)
    for row, past in enumerate(pasts):
        scores[row, past] = -np.inf
    order = np.argsort(-scores, axis=1, kind="stable")[:, :K].astype(np.int32)
    order[np.isneginf(np.take_along_axis(scores, order, axis=1))] = -1
    return order


def own(stored: Any, row: int) -> np.ndarray:
    """One learner's past, oldest first."""
    return stored["sequence"][stored["indptr"][row] : stored["indptr"][row + 1]]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
