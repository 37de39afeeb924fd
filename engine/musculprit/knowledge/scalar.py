"""What a plain YAML word means: the core schema of YAML 1.2, in which `no`, `on` and `12:30` are words."""

from __future__ import annotations

import re
from typing import Final

_NULL: Final = {"", "~", "null", "Null", "NULL"}
_TRUTH: Final = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


def scalar(text: str, bare: bool) -> str | int | float | bool | None:
    """The value of a scalar, by https://yaml.org/spec/1.2.2/#103-core-schema; in quotes (not `bare`) it is text."""
    if not bare:
        return text
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.fullmatch(text):
        return int(text) if text[:2] not in ("0o", "0x") else int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
