"""Points into the path of a smooth line."""

from __future__ import annotations

from collections.abc import Sequence

Point = Sequence[float]
"""x, y, and 1 where the line has a corner."""


def closed(points: Sequence[Point]) -> str:
    """A closed path through all points.

    Between corners it is a uniform Catmull-Rom spline as cubic Bezier curves (Catmull and Rom, 1974): the tangent at a
    point is a sixth of the way from its neighbour before to its neighbour after.
    """
    return f"{_path([*points, points[0]], [points[-1], *points, points[0], points[1]])}Z"


def open_line(points: Sequence[Point]) -> str:
    """An open path through all points, the same way."""
    return _path(points, [points[0], *points, points[-1]])


def ellipse(x: float, y: float, wide: float, high: float) -> str:
    """An ellipse as a path."""
    arc = f"a{_n(wide)} {_n(high)} 0 1 0"
    return f"M{_n(x - wide)} {_n(y)}{arc} {_n(2 * wide)} 0{arc} {_n(-2 * wide)} 0Z"


def mirrored(points: Sequence[Point]) -> list[Point]:
    """The points on the other side of the line x = 0, in the opposite order."""
    return [[-one[0], *one[1:]] for one in reversed(points)]


def _path(points: Sequence[Point], around: Sequence[Point]) -> str:
    """`around` is `points` with one more before and one more after."""
    parts = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for at in range(len(points) - 1):
        before, start, end, after = around[at : at + 4]
        one = start if len(start) > 2 else _towards(start, before, end)
        other = end if len(end) > 2 else _towards(end, after, start)
        parts.append(f"C{_n(one[0])} {_n(one[1])} {_n(other[0])} {_n(other[1])} {_n(end[0])} {_n(end[1])}")
    return "".join(parts)


def _towards(point: Point, behind: Point, ahead: Point) -> Point:
    return [point[0] + (ahead[0] - behind[0]) / 6, point[1] + (ahead[1] - behind[1]) / 6]


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
