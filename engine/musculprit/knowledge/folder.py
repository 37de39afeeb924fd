"""Where the rules and their cases are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def folder_of(name: str) -> Path:
    """The folder `rules` or `cases`: packaged with us if there, else beside `engine/`."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


def yaml_files(folder: Path) -> list[Path]:
    """Every YAML file below a folder, in a stable order."""
    return sorted(folder.rglob("*.yaml"))
