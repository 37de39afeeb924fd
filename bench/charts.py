"""Plain SVG charts on a logarithmic scale: bars of rates, and lines of rates as something grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, LEFT, RIGHT, ROW = 720, 230, 110, 26
COLOURS = ("#0b6e4f", "#1f5fa8", "#b5541c", "#7a3e9d", "#8a6d00", "#666666", "#c2185b", "#00838f")
INK = "fill='#444'"


def bars(title: str, rates: Sequence[tuple[str, float]]) -> str:
    """A bar for each rate."""
    low = floor(log10(min(rate for _, rate in rates)))
    high = ceil(log10(max(rate for _, rate in rates)))
    low, span = low - (low == high), WIDTH - LEFT - RIGHT
    height = ROW * len(rates) + 62
    parts = [_text(8, 20, title, weight="bold")]
    for power in range(low, high + 1):
        x = LEFT + span * (power - low) / (high - low)
        parts.append(f"<line x1='{x:.0f}' x2='{x:.0f}' y1='34' y2='{height - 26}' stroke='#ddd'/>")
        parts.append(_text(x, height - 8, _short(10.0**power), anchor="middle", size=11))
    for at, (name, rate) in enumerate(rates):
        y = 38 + ROW * at
        width = max(2.0, span * (log10(rate) - low) / (high - low))
        parts.append(_text(LEFT - 8, y + 15, name, anchor="end"))
        colour = COLOURS[0] if "musculprit" in name else "#8aa"
        parts.append(f"<rect x='{LEFT}' y='{y}' width='{width:.1f}' height='{ROW - 7}' fill='{colour}'/>")
        parts.append(_text(LEFT + width + 6, y + 15, _short(rate)))
    return _svg(height, parts)


def lines(title: str, below: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """A line for each name; both scales are logarithmic."""
    points = [point for line in series.values() for point in line]
    xs, ys = [log10(x) for x, _ in points], [log10(y) for _, y in points]
    left, right, top, bottom = min(xs), max(*xs, min(xs) + 0.1), ceil(max(ys)), floor(min(ys))
    height, lower = 380, 330

    def place(x: float, y: float) -> tuple[float, float]:
        across = 70 + (WIDTH - 280) * (log10(x) - left) / (right - left)
        return across, lower - (lower - 40) * (log10(y) - bottom) / (top - bottom)

    parts = [_text(8, 20, title, weight="bold"), _text(70 + (WIDTH - 280) / 2, height - 10, below, anchor="middle")]
    for power in range(bottom, top + 1):
        _, y = place(points[0][0], 10.0**power)
        parts.append(f"<line x1='70' x2='{WIDTH - 210}' y1='{y:.0f}' y2='{y:.0f}' stroke='#ddd'/>")
        parts.append(_text(62, y + 4, _short(10.0**power), anchor="end", size=11))
    for x in dict.fromkeys(x for x, _ in points):
        parts.append(_text(place(x, 10.0**bottom)[0], lower + 18, _short(x), anchor="middle", size=11))
    for at, (name, line) in enumerate(series.items()):
        colour, placed = COLOURS[at % len(COLOURS)], [place(*point) for point in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{colour}'/>" for x, y in placed]
        parts.append(f"<rect x='{WIDTH - 200}' y='{40 + 20 * at}' width='12' height='12' fill='{colour}'/>")
        parts.append(_text(WIDTH - 182, 51 + 20 * at, name))
    return _svg(height, parts)


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12, weight: str = "normal") -> str:
    look = f"text-anchor='{anchor}' font-size='{size}' font-weight='{weight}' {INK}"
    return f"<text x='{x:.0f}' y='{y:.0f}' {look}>{escape(text)}</text>"


def _short(number: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{letter}"
    return f"{number:.3g}"


def _svg(height: float, parts: Sequence[str]) -> str:
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height:.0f}' font-family='sans-serif'>"
    return "\n".join([head, f"<rect width='{WIDTH}' height='{height:.0f}' fill='white'/>", *parts, "</svg>"]) + "\n"
