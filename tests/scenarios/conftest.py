"""The small trained world of the recommender's tests, for stories that cross apps."""

from tests.recommendations.conftest import artefacts, trained, world

__all__ = ["artefacts", "trained", "world"]
