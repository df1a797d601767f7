"""A badge's token as the geometry of a QR code (ISO/IEC 18004): modules, never pixels.

Sizes are chosen for the coarsest printer we serve, 203 dots an inch: a module is a whole number of its dots, at
least four, and the quiet zone is four modules on every side.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import ALPHA_NUM, MODE_ALPHA_NUM, QRData

from accreditation.badge_art.errors import UnprintableTokenError
from accreditation.badge_art.faces import QrShape

QR_SIDE_MM = 38.2
"""The side of the square an A6 badge gives the code, quiet zone included: five dots a module at the usual length."""

QUIET_MODULES = 4
MIN_DOTS_PER_MODULE = 4
DOT_MM = 25.4 / 203

_Point = tuple[int, int]
_STEPS: tuple[_Point, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up: a turn to the right is +1
_RIGHT = (2, 3, 0, 1)  # of the modules around a point, clockwise from the top left: the one right of each way out
_LEFT = (1, 2, 3, 0)


def qr_shape(token: str) -> QrShape:
    """The code of a token: alphanumeric mode, level Q if it stays printable at A6, else M.

    Raises UnprintableTokenError for a token that is empty, has a character outside the 45, or does not fit.
    """
    if not token or not set(token.encode()) <= set(ALPHA_NUM):
        raise UnprintableTokenError(len(token))
    for level in (ERROR_CORRECT_Q, ERROR_CORRECT_M):
        modules = _modules(token, level)
        if modules is not None and dots_per_module(len(modules)) >= MIN_DOTS_PER_MODULE:
            return QrShape(len(modules), "".join(_contours(modules)))
    raise UnprintableTokenError(len(token))


def dots_per_module(size: int) -> int:
    """Whole printer dots (203 dpi) that a module of a code of `size` modules gets on an A6 badge."""
    return int(QR_SIDE_MM / DOT_MM / (size + 2 * QUIET_MODULES))


def module_mm(size: int) -> float:
    """Side of a module in millimetres: a whole number of dots at 203 dpi."""
    return dots_per_module(size) * DOT_MM


def _modules(token: str, level: int) -> Sequence[Sequence[bool]] | None:
    code: Any = QRCode(error_correction=level, border=0)
    code.add_data(QRData(token, mode=MODE_ALPHA_NUM), optimize=0)
    try:
        code.make()
    except (DataOverflowError, ValueError):  # longer than version 40; the library says so in two ways
        return None
    modules: Sequence[Sequence[bool]] = code.modules
    return modules


def _contours(modules: Sequence[Sequence[bool]]) -> Iterator[str]:
    """The outlines of the dark area, clockwise (holes counter-clockwise): no seams between modules when drawn."""
    edges = _edges(modules)
    for start in list(edges):
        while start in edges:
            yield _path(start, _follow(start, edges))


def _edges(modules: Sequence[Sequence[bool]]) -> dict[_Point, list[int]]:
    """Unit edges between dark and light, dark on the right hand: start point → directions, in reading order."""
    size = len(modules)
    light = [False] * (size + 2)
    grid = [light, *([False, *map(bool, row), False] for row in modules), light]
    edges: dict[_Point, list[int]] = {}
    for y in range(size + 1):
        above, below = grid[y], grid[y + 1]
        for x in range(size + 1):
            around = (above[x], above[x + 1], below[x + 1], below[x])  # the four modules that meet at (x, y)
            ways = [way for way in range(4) if around[_RIGHT[way]] and not around[_LEFT[way]]]
            if ways:
                edges[x, y] = ways
    return edges


def _follow(start: _Point, edges: dict[_Point, list[int]]) -> Iterator[int]:
    """Take one closed outline out of `edges`; where two touch at a corner keep to the right."""
    point, direction = start, edges[start][0]
    while True:
        ways = edges[point]
        direction = next(way for turn in (1, 0, 3) if (way := (direction + turn) % 4) in ways)
        ways.remove(direction)
        if not ways:
            del edges[point]
        yield direction
        step = _STEPS[direction]
        point = (point[0] + step[0], point[1] + step[1])
        if point == start:
            return


def _path(start: _Point, directions: Iterator[int]) -> str:
    """SVG path data of one outline, straight runs joined."""
    runs: list[list[int]] = []
    for direction in directions:
        if runs and runs[-1][0] == direction:
            runs[-1][1] += 1
        else:
            runs.append([direction, 1])
    steps = ("h{}", "v{}", "h-{}", "v-{}")
    return f"M{start[0]} {start[1]}" + "".join(steps[way].format(n) for way, n in runs[:-1]) + "z"
