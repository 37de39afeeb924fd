"""What was compiled once, kept on disk by the content it came from.

Plain JSON, each file behind the checksum of its text: a corrupt file is built again, never trusted.
The folder is `MUSCULPRIT_CACHE`, else `musculprit` in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path


def content_key(files: Iterable[tuple[str, bytes]], salt: str) -> str:
    """A key for named contents; any change of a name, a byte or the salt changes it."""
    digest = sha256(salt.encode())
    for name, content in files:
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def fetch(key: str, part: str) -> str | None:
    """The kept text, or None when there is none or its checksum does not fit."""
    try:
        checksum, _, text = _path(key, part).read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if checksum == _checksum(text) else None


def keep(key: str, part: str, text: str) -> None:
    """Keep a text; a folder that cannot be written is no error, only slower next time."""
    path = _path(key, part)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{_checksum(text)}\n{text}")
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)


def folder() -> Path:
    """Where compiled rule bases are kept."""
    if own := os.environ.get("MUSCULPRIT_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "musculprit"


def _path(key: str, part: str) -> Path:
    return folder() / f"{key[:32]}.{part}.json"


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
