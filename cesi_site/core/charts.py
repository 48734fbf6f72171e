"""Charts made on the server: where each bar stands. A template draws them, with their figures in a table beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP = 64, 24, 12
GAP = 0.25
MOST_LABELS = 8


@dataclass(frozen=True)
class Point:
    """A value under its label."""

    label: str
    value: int


@dataclass(frozen=True)
class Bar:
    """A bar: its corner, its size, and where the middle of it is. `named` says whether its label is written below."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    point: Point
    named: bool


@dataclass(frozen=True)
class Line:
    """A line across, at the height of a round value."""

    y: float
    value: int


@dataclass(frozen=True)
class Chart:
    """A chart of bars, in a picture of `width` by `height`."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def bar_chart(points: Sequence[Point]) -> Chart:
    """Place the bars of these points, and lines at round values."""
    step = _round_step(max((point.value for point in points), default=0))
    top = max(step, math.ceil(max((point.value for point in points), default=0) / step) * step)
    scale = (HEIGHT - BOTTOM - TOP) / top
    slot = (WIDTH - LEFT) / max(len(points), 1)
    every = math.ceil(len(points) / MOST_LABELS) or 1
    bars = tuple(_bar(place, point, slot, scale, place % every == 0) for place, point in enumerate(points))
    lines = tuple(Line(round(HEIGHT - BOTTOM - value * scale, 1), value) for value in range(0, top + 1, step))
    return Chart(bars, lines)


def share(value: int, most: int) -> int:
    """Return a value as a part of 100, for a bar in a row; what is there is seen."""
    return max(1, round(100 * value / most)) if value and most else 0


def _bar(place: int, point: Point, slot: float, scale: float, named: bool) -> Bar:
    width, height = slot * (1 - GAP), point.value * scale
    x = LEFT + place * slot + slot * GAP / 2
    x, y, width, height, middle = (
        round(size, 1) for size in (x, HEIGHT - BOTTOM - height, width, height, x + width / 2)
    )
    return Bar(x, y, width, height, middle, point, named)


def _round_step(most: int) -> int:
    """Return the distance between two lines, of which four or five stand in the chart: 1, 2 or 5 with noughts."""
    if most <= 4:
        return 1
    power = 10 ** int(math.log10(most / 4))
    return next(int(power * part) for part in (1, 2, 5, 10) if most / (power * part) <= 5)
