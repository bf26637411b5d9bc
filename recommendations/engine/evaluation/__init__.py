"""How good a recommender is: metrics, protocols, tuning, intervals."""
