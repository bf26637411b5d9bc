"""Ask: questions in plain words, answered from the catalogue, its lessons and the recommender."""
