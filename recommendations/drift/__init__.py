"""Whether learners, the catalogue, scores or answers left what they usually are."""
