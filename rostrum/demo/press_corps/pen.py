"""Pen that draws smooth filled shapes in the units of a 600 × 800 picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Pen:
    """Draws in the picture's units on a canvas that is `scale` times larger."""

    def __init__(self, canvas: ImageDraw.ImageDraw, scale: int) -> None:
        self._canvas = canvas
        self._scale = scale

    def ellipse(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """Draw a filled ellipse in `box` (left, top, right, bottom)."""
        self._canvas.ellipse([v * self._scale for v in box], fill=colour)

    def outline(self, box: tuple[float, float, float, float], colour: Colour, width: float) -> None:
        """Draw the outline of an ellipse."""
        self._canvas.ellipse([v * self._scale for v in box], outline=colour, width=round(width * self._scale))

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Draw a filled polygon."""
        self._canvas.polygon([(x * self._scale, y * self._scale) for x, y in points], fill=colour)

    def curve(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draw a smooth stroke along three points (a quadratic Bézier curve) with round ends."""
        (x0, y0), (x1, y1), (x2, y2) = points
        steps = [i / 24 for i in range(25)]
        path = [
            (
                (1 - t) ** 2 * x0 + 2 * (1 - t) * t * x1 + t * t * x2,
                (1 - t) ** 2 * y0 + 2 * (1 - t) * t * y1 + t * t * y2,
            )
            for t in steps
        ]
        self._canvas.line(
            [(x * self._scale, y * self._scale) for x, y in path],
            fill=colour,
            width=round(width * self._scale),
            joint="curve",
        )
        for x, y in (path[0], path[-1]):
            self.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), colour)

    def cap(self, box: tuple[float, float, float, float], below: float, colour: Colour) -> None:
        """Draw the part of an ellipse above the height `below`."""
        middle, half = (box[1] + box[3]) / 2, (box[3] - box[1]) / 2
        angle = math.degrees(math.asin((middle - below) / half))
        self._canvas.chord([v * self._scale for v in box], 180 + angle, 360 - angle, fill=colour)

    def slab(self, box: tuple[float, float, float, float], radius: float, colour: Colour) -> None:
        """Draw a filled rectangle with round corners."""
        self._canvas.rounded_rectangle([v * self._scale for v in box], radius * self._scale, fill=colour)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Return `colour` mixed with `share` (0–1) of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue
