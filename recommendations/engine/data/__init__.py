"""From raw events to clean, split interactions, and the readers of public data sets."""
