"""Find faces from the front in a small grey picture, by a cascade of Haar features (Viola and Jones, 2001).

`accreditation/applications/static/photos/face_detection.mjs` finds the same ones in browsers, by the same file of
features. It takes about 0.3 s of processor time, and misses some faces: what it finds is advice.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path

from msgspec import Struct

from accreditation.applications.domain.photo_rules import FaceBox

WIDTH, HEIGHT = 90, 120
"""Size of the picture that is searched."""

_CASCADE = Path(__file__).parents[1] / "static/photos/face_cascade.json"
_WINDOW = 20
_SIZES = (24, 27, 30, 33, 36, 40, 44, 48, 52, 56, 60, 66, 74)
"""Widths of the windows that are tried, in pixels: at 40 and 60 no feature is rounded."""

_STEP = 0.06
"""Distance of two windows, as a part of their width."""

_FLATTEST = 8.0
"""Standard deviation of the grey levels below which a window cannot show a face."""

_LEAST_WINDOWS = 2
"""Windows that must agree on a face."""

_LEAST_SHARE = 0.4
"""Of the windows of the first face, how many must agree on a further one."""

_Window = tuple[int, int, int]
"""Left, top and width of a window."""

_Rectangle = tuple[int, int, int, int]
"""Offset of the first corner in the integral image, width, height times row length, weight."""

_Feature = tuple[Sequence[_Rectangle], float, float, float]


class _Integrals(Struct, frozen=True):
    """Sums of the grey levels, and of their squares, above and left of each pixel, in rows of `WIDTH` + 1."""

    sums: Sequence[int]
    squares: Sequence[int]


def find_faces(grey: bytes) -> list[FaceBox]:
    """Return the faces in a picture of `WIDTH` × `HEIGHT` grey levels, those first on which most windows agree."""
    integrals = _Integrals(_running_sums(grey), _running_sums([level * level for level in grey]))
    windows = [window for size in _SIZES for window in _find_windows(integrals, size)]
    groups = sorted(_group_windows(windows), key=len, reverse=True)
    least = max(_LEAST_WINDOWS, len(groups[0]) * _LEAST_SHARE) if groups else 0
    return [_box_of(group) for group in groups if len(group) >= least]


def _running_sums(levels: Sequence[int]) -> list[int]:
    rows = [0] * (WIDTH + 1)
    for start in range(0, WIDTH * HEIGHT, WIDTH):
        above = rows[-WIDTH - 1 :]
        row = accumulate(levels[start : start + WIDTH], initial=0)
        rows += [here + up for here, up in zip(row, above, strict=True)]
    return rows


def _find_windows(integrals: _Integrals, size: int) -> list[_Window]:
    stages, step = _scaled_stages(size), max(1, int(size * _STEP))
    return [
        (left, top, size)
        for top in range(0, HEIGHT - size + 1, step)
        for left in range(0, WIDTH - size + 1, step)
        if _is_face(integrals, stages, top * (WIDTH + 1) + left, size)
    ]


def _is_face(integrals: _Integrals, stages: Sequence[tuple[float, Sequence[_Feature]]], start: int, size: int) -> bool:
    sums, area = integrals.sums, size * size
    mean = _sum_at(sums, start, size) / area
    variance = _sum_at(integrals.squares, start, size) / area - mean * mean
    if variance < _FLATTEST * _FLATTEST:
        return False
    unit = math.sqrt(variance) * area
    for threshold, features in stages:
        total = 0.0
        for rectangles, limit, low, high in features:
            value = 0
            for offset, width, rows, weight in rectangles:
                at = start + offset
                value += weight * (sums[at] - sums[at + width] - sums[at + rows] + sums[at + rows + width])
            total += low if value < limit * unit else high
        if total < threshold:
            return False
    return True


def _sum_at(sums: Sequence[int], start: int, size: int) -> int:
    below = start + size * (WIDTH + 1)
    return sums[start] - sums[start + size] - sums[below] + sums[below + size]


@cache
def _scaled_stages(size: int) -> Sequence[tuple[float, Sequence[_Feature]]]:
    scale = size / _WINDOW

    def scaled(value: int) -> int:
        return math.floor(value * scale + 0.5)

    def rectangle(values: Sequence[int]) -> _Rectangle:
        x, y, width, height, weight = values
        left, top = scaled(x), scaled(y)
        across, down = min(scaled(width), size - left), min(scaled(height), size - top)
        return top * (WIDTH + 1) + left, across, down * (WIDTH + 1), weight

    return [
        (threshold, [([rectangle(one) for one in rectangles], *rest) for rectangles, *rest in features])
        for threshold, features in json.loads(_CASCADE.read_text("utf-8"))["stages"]
    ]


def _group_windows(windows: Sequence[_Window]) -> list[list[_Window]]:
    """Return the windows in groups of which each has its middle near that of the group's first."""
    groups: list[list[_Window]] = []
    for window in windows:
        near = next((group for group in groups if _is_near(group[0], window)), None)
        if near is None:
            groups.append([window])
        else:
            near.append(window)
    return groups


def _is_near(one: _Window, other: _Window) -> bool:
    reach = max(one[2], other[2]) / 2
    return all(abs(one[axis] + one[2] / 2 - other[axis] - other[2] / 2) <= reach for axis in (0, 1))


def _box_of(group: Sequence[_Window]) -> FaceBox:
    count = len(group)
    size = sum(width for _, _, width in group) / count
    left, top = (sum(window[axis] for window in group) / count for axis in (0, 1))
    return FaceBox((left + size / 2) / WIDTH, (top + size / 2) / HEIGHT, size / WIDTH)
