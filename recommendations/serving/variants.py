"""The live models as an arm of an experiment wants them."""

from dataclasses import replace

from recommendations.experiments.overrides import Overrides
from recommendations.serving.live import Live, Model, loaded_version


def varied(live: Live, overrides: Overrides) -> Live:
    """Another set of the same models; what an arm names and is not there stays as it is."""
    if not overrides.changes_models:
        return live
    models = {**live.models, **_versions(overrides)}
    models |= {
        name: _with_params(models[name], params)
        for name, params in overrides.params.items()
        if name in models
    }
    weights = {**live.weights, **overrides.weights}
    if overrides.algorithm in models:
        weights = {overrides.algorithm: 1.0}
    served = {name: weight for name, weight in weights.items() if weight > 0 and name in models}
    fusion = overrides.fusion or live.fusion
    return replace(live, models=models, weights=served, fusion=fusion)


def _versions(overrides: Overrides) -> dict[str, Model]:
    """The versions that an arm names, where they can be read."""
    found = ((name, loaded_version(number)) for name, number in overrides.versions.items())
    return {name: model for name, model in found if model is not None and model.name == name}


def _with_params(model: Model, params: dict[str, object]) -> Model:
    return replace(model, algorithm=model.algorithm.with_params(**params))
