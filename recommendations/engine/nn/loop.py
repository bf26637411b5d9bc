"""The loop that trains every network: warm up, cool down, stop early, keep the best."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch
from torch import Tensor, nn

Batch = TypeVar("Batch")
WARM_UP = 0.05  # of all steps, while the learning rate rises; then it falls to nothing in a line
LONGEST_STEP = 1.0  # a gradient longer than this is shortened
BETAS = (0.9, 0.98)


class Progress(Protocol):
    """Told how far the training has come."""

    def __call__(self, done: float, note: str = "") -> None:
        """`done` runs from 0 to 1."""


@dataclass(frozen=True)
class Schedule:
    """How long and how boldly to learn."""

    epochs: int
    learning_rate: float
    weight_decay: float = 0.0
    patience: int = 0  # epochs without a better check before it stops; 0 = learn to the end


def train(
    network: nn.Module,
    epoch: Callable[[], Sequence[Batch]],
    loss: Callable[[Batch], Tensor],
    schedule: Schedule,
    *,
    check: Callable[[], float] | None = None,
    progress: Progress,
) -> None:
    """Run the epochs; `check` judges the network after each (more is better), the best is kept.

    A loss that is no number ends it: what was learned before stays. Nothing but the network
    changes, so that an interruption leaves nothing half done.
    """
    learner = _Learner(network, schedule)
    best, kept, waited = -math.inf, copy.deepcopy(network.state_dict()), 0
    for number in range(schedule.epochs):
        mean = learner.run(number, epoch(), loss)
        if not math.isfinite(mean):
            network.load_state_dict(kept)
            break
        reached = check() if check and schedule.patience else float(number)
        note = f"epoch {number + 1}: loss {mean:.4f}"
        note += f", held out {reached:.4f}" if check and schedule.patience else ""
        progress((number + 1) / schedule.epochs, note)
        waited = 0 if reached > best else waited + 1
        if reached > best:
            best, kept = reached, copy.deepcopy(network.state_dict())
        if schedule.patience and waited >= schedule.patience:
            break
    network.load_state_dict(kept)
    network.eval()


class _Learner:
    """A network with its optimiser, and how bold the next step may be."""

    def __init__(self, network: nn.Module, schedule: Schedule) -> None:
        self.network, self.schedule = network, schedule
        weights = [one for one in network.parameters() if one.ndim > 1]
        others = [one for one in network.parameters() if one.ndim <= 1]  # never pulled to 0
        groups = [
            {"params": weights, "weight_decay": schedule.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, schedule.learning_rate, BETAS, fused=True)

    def run(self, number: int, batches: Sequence[Batch], loss: Callable[[Batch], Tensor]) -> float:
        """One epoch; its mean loss, which is no number where the training came apart."""
        self.network.train()
        total = 0.0
        for place, batch in enumerate(batches):
            self._set_rate((number + place / len(batches)) / self.schedule.epochs)
            blame = loss(batch)
            self.optimiser.zero_grad()
            blame.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_STEP)
            self.optimiser.step()
            total += blame.item()
        self.network.eval()
        return total / max(len(batches), 1)

    def _set_rate(self, done: float) -> None:
        """Up in a line while it warms up, then down to nothing at the end."""
        rate = self.schedule.learning_rate * min(done / WARM_UP + 0.01, 1.0) * (1 - done)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
