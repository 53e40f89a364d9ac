"""`python -m primum` is `primum`."""

from primum.cli import main

main()
