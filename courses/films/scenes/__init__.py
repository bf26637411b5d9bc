"""One film a file: each draws any moment of itself, and nothing else."""
