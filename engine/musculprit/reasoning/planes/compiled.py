"""Loops that Numba compiles when they are first called; they let go of the interpreter's lock while they run.

What is compiled is kept on disk, beside the source or where Numba keeps such things, and made again when the file of
the loop changes. Numba does not see a change in another file: what a loop calls stands in its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """The same function, compiled for the types of arrays that it is given."""
    try:
        return cast("Loop", njit(nogil=True, cache=True)(loop))
    except RuntimeError:  # there is no folder that it may write to: compile again in each process
        return cast("Loop", njit(nogil=True)(loop))
