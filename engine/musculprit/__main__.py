"""`python -m musculprit`."""

from .cli import run

run()
