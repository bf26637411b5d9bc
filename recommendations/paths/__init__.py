"""Learning paths: planned towards a goal, followed, planned again, and drawn."""
