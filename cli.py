"""The front door: `python cli.py ask "..."` from a clone, before anything is installed as a package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "engine"))

from musculprit.cli import run  # the path has to be there first

if __name__ == "__main__":
    run()
