"""Benchmarks: run as modules from the repository, each writes its page in `docs`."""
