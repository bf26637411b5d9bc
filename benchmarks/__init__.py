"""Benchmarks: each a module with `main(argv)` whose last line is one JSON object."""
