"""Where torch and the rest of the engine meet: seeds, threads, and weights as numpy arrays."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy.typing as npt
import torch
from torch import nn

Net = TypeVar("Net", bound=nn.Module)
# More threads than free cores are many times slower; none at all are safe where others fork.
THREADS = int(os.environ.get("OMP_NUM_THREADS") or 1)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """The same random numbers whoever drew before, and nobody after is touched."""
    torch.set_num_threads(THREADS)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def arrays_of(network: nn.Module) -> dict[str, npt.NDArray[Any]]:
    """All weights by name, copied."""
    return {name: tensor.detach().numpy().copy() for name, tensor in network.state_dict().items()}


def with_arrays(network: Net, arrays: Mapping[str, npt.NDArray[Any]]) -> Net:
    """The network with these weights, ready to score."""
    torch.set_num_threads(THREADS)
    tensors = {name: torch.tensor(array) for name, array in arrays.items()}
    network.load_state_dict(tensors)
    return network.eval()


def begin_with(
    network: nn.Module, arrays: Mapping[str, npt.NDArray[Any]], but: Collection[str]
) -> None:
    """Take over the weights that fit by name and size, all `but` those of some parts."""
    own = network.state_dict()
    for name, array in arrays.items():
        if name.startswith(tuple(but)) or name not in own or own[name].shape != array.shape:
            continue
        own[name].copy_(torch.tensor(array))
