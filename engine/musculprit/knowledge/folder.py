"""Where the rules and their cases are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def folder_of(name: str) -> Path:
    """The folder `rules` or `cases`: packaged with us if there, else beside `engine/`."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


def yaml_files(folder: Path) -> list[Path]:
    """Every file below a folder that is meant as YAML, in a stable order."""
    return sorted(file for file in folder.rglob("*") if file.suffix in (".yaml", ".yml"))
