"""Measurements of Primum, each a command: `uv run python -m benchmarks.accuracy`."""
