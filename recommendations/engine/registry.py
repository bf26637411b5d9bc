"""Every algorithm by name; its module is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .algorithms.base import Algorithm, Knob

_HERE = __package__
ALGORITHMS = {
    "popularity": "algorithms.popularity.Popularity",
    "trending": "algorithms.trending.Trending",
    "user_knn": "algorithms.user_knn.UserKnn",
    "item_knn": "algorithms.item_knn.ItemKnn",
    "ials": "algorithms.ials.Ials",
    "ease": "algorithms.ease.Ease",
    "edlae": "algorithms.edlae.Edlae",
    "slim": "algorithms.slim.Slim",
    "rp3beta": "algorithms.rp3beta.Rp3Beta",
    "bpr": "algorithms.bpr.Bpr",
    "pure_svd": "algorithms.pure_svd.PureSvd",
    "graph_filter": "algorithms.graph_filter.GraphFilter",
    "content": "algorithms.content.Content",
    "next_item_ridge": "algorithms.next_item_ridge.NextItemRidge",
    "transitions": "algorithms.transitions.Transitions",
    "sasrec": "algorithms.sasrec.SasRec",
    "bert4rec": "algorithms.bert4rec.Bert4Rec",
    "gru": "algorithms.gru.Gru",
    "caser": "algorithms.caser.Caser",
    "mult_vae": "algorithms.mult_vae.MultVae",
    "two_tower": "algorithms.two_tower.TwoTower",
    "neural_cf": "algorithms.neural_cf.NeuralCf",
    "generative": "algorithms.generative.Generative",
    "cross_domain": "algorithms.cross_domain.CrossDomain",
    "rules": "algorithms.rules.Rules",
    "decision_tree": "algorithms.decision_tree.DecisionTree",
    "random_forest": "algorithms.random_forest.RandomForest",
    "svm": "algorithms.svm.Svm",
    "hybrid": "ranking.hybrid.Hybrid",
    "ranker": "ranking.ranker.Ranker",
}


def names() -> tuple[str, ...]:
    """All names, in the order of the table."""
    return tuple(ALGORITHMS)


def find(name: str) -> type[Algorithm]:
    """The class behind a name; a KeyError's sentence lists what there is."""
    if name not in ALGORITHMS:
        raise KeyError(f"No algorithm is called {name!r}. There are: {', '.join(ALGORITHMS)}")
    module, _, attribute = ALGORITHMS[name].rpartition(".")
    found: type[Algorithm] = getattr(import_module(f"{_HERE}.{module}"), attribute)
    return found


def create(name: str, **params: Any) -> Algorithm:
    """A fresh algorithm; params that are unknown or out of limits raise pydantic's error."""
    return find(name)(**params)


def knobs(name: str) -> tuple[Knob, ...]:
    """The settings of an algorithm, for a form."""
    return find(name).knobs()
