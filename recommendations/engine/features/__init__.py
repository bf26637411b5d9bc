"""What courses look like to the engine: words and vectors of their texts."""
