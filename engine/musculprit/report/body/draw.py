"""The body map as one SVG: pain as hatching, a culprit's zone as dots and lines, and both in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from ...model.vocabulary import SIDES
from .curves import closed, ellipse, mirrored, open_line

TOP, BOTTOM, GAP = 38, 480, 16
"""Room above the figures for their names, the lowest line of a figure, and the space between two."""

PLAIN = {
    "skin": 'fill="#f5e9dd"',
    "edge": 'fill="none" stroke="#6d5c4e" stroke-width="1.8" stroke-linejoin="round"',
    "fine": 'fill="none" stroke="#6d5c4e" stroke-width="1" stroke-linecap="round"',
    "pain": 'stroke="#b3261e" stroke-width="1.8"',
    "pain unsure": 'stroke="#b3261e" stroke-width="1.8" stroke-dasharray="4 3"',
    "core": 'stroke="#15598a" stroke-width="1.5"',
    "spill": 'stroke="#15598a" stroke-width="1"',
    "tint-pain": 'fill="#b3261e" opacity=".22"',
    "ink-pain": 'fill="#b3261e"',
    "tint-zone": 'fill="#15598a" opacity=".14"',
    "ink-zone": 'fill="#15598a"',
    "view": 'text-anchor="middle" font-family="Arial, Liberation Sans, sans-serif" font-size="24" font-weight="bold"',
    "side": 'text-anchor="middle" font-family="Arial, Liberation Sans, sans-serif" font-size="24" font-weight="bold"',
}
"""How each class looks where a page does not say otherwise."""

SOLES = ("foot", "foot_sole", "heel", "great_toe", "foot_lateral_border")


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a culprit's pain is felt: mostly in `core`, sometimes in `spill`; places as in an answer."""

    name: str
    core: tuple[str, ...]
    spill: tuple[str, ...] = ()


def body_map(pain: Iterable[str], zone: Zone | None, label: Callable[[str], str], name: str = "body") -> str:
    """An SVG of the places that hurt, such as `mid_buttock.left`, and of a zone; `label` words a place.

    It takes its colours from the page (`--body`, `--body-line`, `--pain`, `--zone`). `name` starts every id in it.
    A place that no side was told for is drawn on both with a broken edge, unless it lies on the middle line.
    """
    hurts = told_places(pain)
    marks = [("pain", place) for place in hurts]
    if zone:
        marks = [*(("spill", one) for one in zone.spill), *(("core", one) for one in zone.core), *marks]
    views = _views(marks)
    at, drawn = 0.0, []
    for view in views:
        drawn.append(f'<g transform="translate({at:g} {TOP})">{"".join(_figure(view, marks, name))}</g>')
        at += _width(view) + GAP
    title, about = _title(hurts, zone), in_words(hurts, zone, label)
    return (
        f'<svg class="body-map" viewBox="0 0 {at:g} {BOTTOM + TOP}" role="img" '
        f'aria-labelledby="{name}-title {name}-about">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-about">{escape(about)}</desc>'
        f"<defs>{_patterns(name)}</defs>{''.join(drawn)}</svg>"
    )


def told_places(places: Iterable[str]) -> list[str]:
    """Places without those that another tells with its side."""
    listed = list(dict.fromkeys(places))
    sided = {one.partition(".")[0] for one in listed if "." in one}
    return [one for one in listed if "." in one or one not in sided]


def in_words(pain: Iterable[str], zone: Zone | None, label: Callable[[str], str]) -> str:
    """The same map as a sentence or three."""
    said = []
    if places := told_places(pain):
        said.append(f"Your pain: {', '.join(_named(one, label) for one in places)}.")
    if zone:
        said.append(f"{zone.name} is felt mostly in: {_listed(zone.core, label)}.")
        if zone.spill:
            said.append(f"Sometimes also in: {_listed(zone.spill, label)}.")
    return " ".join(said) or "No place was told."


def key_patterns(name: str = "body") -> dict[str, str]:
    """A small swatch of each way of drawing, for a legend."""
    return {mark: _swatch(f"{name}-key", mark) for mark in ("pain", "core", "spill")}


def regions_drawn() -> dict[str, tuple[str, ...]]:
    """Every region that has a shape, and the views it is on."""
    views = [view for view in _shapes() if view not in ("about", "middle")]
    regions = dict.fromkeys(region for view in views for region in _shapes()[view]["shapes"])
    return {region: tuple(view for view in views if region in _shapes()[view]["shapes"]) for region in regions}


def on_the_middle(region: str) -> bool:
    """Whether a region reaches the middle line, so that it has a meaning without a side."""
    return region in _shapes()["middle"]


@cache
def _shapes() -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads((Path(__file__).parent / "shapes.json").read_text(encoding="utf-8"))
    return data


def _views(marks: Sequence[tuple[str, str]]) -> list[str]:
    """Front and back, the sides that are concerned, and the soles when something is there."""
    places = [place for _, place in marks if not on_the_middle(place.partition(".")[0])]
    sides = [side for side in SIDES if not places or any(_on(place, side) for place in places)]
    if not places:
        sides = ["right"]
    soles = any(place.partition(".")[0] in SOLES for _, place in marks)
    return ["front", "back", *(f"side.{side}" for side in sides), *(["soles"] if soles else [])]


def _width(view: str) -> float:
    shapes = _shapes()[view.partition(".")[0]]
    return float(shapes["width"] if "width" in shapes else 2 * shapes["half_width"])


def _figure(view: str, marks: Sequence[tuple[str, str]], name: str) -> Iterator[str]:
    """One view: the outline, what is marked, then fine lines and the letters of the sides."""
    kind, _, side = view.partition(".")
    shapes, clip = _shapes()[kind], f"{name}-{view.replace('.', '-')}"
    middle = _width(view) / 2
    if kind == "side":
        move = f' transform="translate({_width(view):g} 0) scale(-1 1)"' if side == "left" else ""
    else:
        drop = BOTTOM - shapes["height"] - 24 if kind == "soles" else 0
        move = f' transform="translate({middle:g} {drop:g})"'
    outline = _outline(kind)
    yield f'<clipPath id="{clip}"><path d="{outline}"/></clipPath>'
    yield f'<g{move}><path {_look("skin")} d="{outline}"/><g clip-path="url(#{clip})">'
    for mark, place in sorted(marks, key=lambda one: ("spill", "core", "pain").index(one[0])):
        yield from _marked(kind, side, mark, place, name)
    yield "</g>"
    yield f'<path {_look("fine")} d="{_lines(kind)}"/><path {_look("edge")} d="{outline}"/></g>'
    yield from _letters(kind, side, middle)


def _marked(kind: str, side: str, mark: str, place: str, name: str) -> Iterator[str]:
    region, _, told = place.partition(".")
    points = _shapes()[kind]["shapes"].get(region)
    if points is None or (kind == "side" and not _on(place, side)):
        return
    unsure = "" if told or mark != "pain" or on_the_middle(region) else " unsure"
    for half, path in _paths(kind, side or told, region, points):
        yield (
            f'<path id="{name}-{mark}-{kind}-{region}{half}" {_look(mark + unsure)} fill="url(#{name}-{mark})" '
            f'd="{path}"/>'
        )


def _paths(kind: str, side: str, region: str, points: Any) -> Iterator[tuple[str, str]]:
    """The paths of a region on one view, each with the end of its id; without a side both halves."""
    if kind == "side":
        yield f"-{side}", _path(points)
    elif isinstance(points, list) and not side and on_the_middle(region):
        half = [one for one in points if one[0] > 0]
        yield "", closed([*half, *mirrored(half)])
    else:
        for one in [side] if side else SIDES:
            # Who is seen from the front, or shows the soles, has the right side on the viewer's left.
            yield f"-{one}", _path(points, flip=(one == "right") == (kind in ("front", "soles")))


def _on(place: str, side: str) -> bool:
    told = place.partition(".")[2]
    return not told or told == side


def _path(points: Any, flip: bool = False) -> str:
    if isinstance(points, dict):
        x, y, wide, high = points["ellipse"]
        return ellipse(-x if flip else x, y, wide, high)
    half = [[max(0, one[0]), *one[1:]] for one in points]
    return closed(mirrored(half) if flip else half)


@cache
def _outline(kind: str) -> str:
    shapes = _shapes()[kind]
    points = shapes.get("outline") or _shapes()[shapes["like"]]["outline"]
    if kind == "side":
        return closed(points)
    if kind == "soles":
        return closed(points) + closed(mirrored(points))
    return closed([*points, *mirrored(points[1:-1])])


@cache
def _lines(kind: str) -> str:
    lines = _shapes()[kind]["lines"]
    both = lines if kind == "side" else [*lines, *map(mirrored, lines)]
    return "".join(map(open_line, both))


def _letters(kind: str, side: str, middle: float) -> Iterator[str]:
    names = {"front": "Front", "back": "Back", "side": side.capitalize(), "soles": "Soles"}
    drop = BOTTOM - _shapes()[kind]["height"] - 24 if kind == "soles" else 0
    yield f'<text {_look("view")} x="{middle:g}" y="{drop - 7:g}">{names[kind]}</text>'
    if kind == "side":
        return
    left, right = ("R", "L") if kind in ("front", "soles") else ("L", "R")
    across, down = (46, drop + 36) if kind == "soles" else (70, 112)
    yield f'<text {_look("side")} x="{middle - across:g}" y="{down:g}">{left}</text>'
    yield f'<text {_look("side")} x="{middle + across:g}" y="{down:g}">{right}</text>'


def _patterns(name: str) -> str:
    return "".join(_pattern(name, mark) for mark in ("pain", "core", "spill"))


def _swatch(name: str, mark: str) -> str:
    return (
        f'<svg class="swatch" viewBox="0 0 26 16" aria-hidden="true"><defs>{_pattern(name, mark)}</defs>'
        f'<rect {_look(mark)} x="1" y="1" width="24" height="14" rx="3" fill="url(#{name}-{mark})"/></svg>'
    )


def _pattern(name: str, mark: str) -> str:
    """Stripes for pain, dots for where a culprit is mostly felt, lines for where it may spread."""
    size, turn, ink = {
        "pain": (6, ' patternTransform="rotate(28)"', f'<rect {_look("ink-pain")} width="2.2" height="6"/>'),
        "core": (7, "", f'<circle {_look("ink-zone")} cx="3.5" cy="3.5" r="1.8"/>'),
        "spill": (7, "", f'<rect {_look("ink-zone")} y="3" width="7" height="1.1"/>'),
    }[mark]
    tints = {"pain": "tint-pain", "core": "tint-zone"}
    tint = f'<rect {_look(tints[mark])} width="{size}" height="{size}"/>' if mark in tints else ""
    return (
        f'<pattern id="{name}-{mark}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"{turn}>'
        f"{tint}{ink}</pattern>"
    )


def _look(name: str) -> str:
    return f'class="{name}" {PLAIN[name]}'


def _title(hurts: Sequence[str], zone: Zone | None) -> str:
    if zone:
        return f"Body map: your pain, and where {zone.name} is felt" if hurts else f"Body map: {zone.name}"
    return "Body map: where it hurts"


def _named(place: str, label: Callable[[str], str]) -> str:
    region, _, side = place.partition(".")
    return label(place) + ("" if side or on_the_middle(region) else " (side not told)")


def _listed(places: Iterable[str], label: Callable[[str], str]) -> str:
    return ", ".join(dict.fromkeys(label(one.partition(".")[0]) for one in places))
