"""Convert a badge's token to the geometry of a QR code (ISO/IEC 18004): modules, never pixels.

Sizes suit the coarsest supported printer, 203 dots an inch: a module is a whole number of its dots, at
least four, and the quiet zone is four modules on every side.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

from accreditation.badges.art.badge_content import QrShape
from accreditation.badges.art.errors import UnprintableTokenError
from accreditation.badges.art.masks import best_symbol, rows_of, symbol_of

QR_SIDE_MM = 38.2
"""The side of the square an A6 badge gives the code, quiet zone included: five dots a module at the usual length."""

QUIET_MODULES = 4
MIN_DOTS_PER_MODULE = 4
DOT_MM = 25.4 / 203

_Point = tuple[int, int]
_STEPS: tuple[_Point, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up: a turn to the right is +1
_RIGHT = (3, 2, 0, 1)  # of the modules around a point, in reading order: the one right of each way out
_LEFT = (1, 3, 2, 0)
_WAYS = {
    around: [way for way in range(4) if around[_RIGHT[way]] > around[_LEFT[way]]] for around in product("01", repeat=4)
}
"""The four modules around a point, 1 for dark → the ways out of it along an edge, dark on the right hand."""


def qr_shape(token: str) -> QrShape:
    """Make the code of a token: alphanumeric mode, level Q if it stays printable at A6, else M.

    Raises UnprintableTokenError for a token that is empty, has a character outside the 45, or does not fit.
    """
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q  # noqa: PLC0415 - as in `_code_rows`
    from qrcode.util import ALPHA_NUM  # noqa: PLC0415

    if not token or not set(token.encode()) <= set(ALPHA_NUM):
        raise UnprintableTokenError(len(token))
    for level in (ERROR_CORRECT_Q, ERROR_CORRECT_M):
        rows = _code_rows(token, level)
        if rows and dots_per_module(len(rows)) >= MIN_DOTS_PER_MODULE:
            return QrShape(len(rows), "".join(_outline_paths(rows)))
    raise UnprintableTokenError(len(token))


def dots_per_module(size: int) -> int:
    """Return the whole printer dots (203 dpi) that a module of a code of `size` modules gets on an A6 badge."""
    return int(QR_SIDE_MM / DOT_MM / (size + 2 * QUIET_MODULES))


def module_mm(size: int) -> float:
    """Return the side of a module in millimetres: a whole number of dots at 203 dpi."""
    return dots_per_module(size) * DOT_MM


def _code_rows(token: str, level: int) -> list[str]:
    """Return the rows of the token's code, each a text of 0 and 1; empty when the token is too long."""
    from qrcode import QRCode  # noqa: PLC0415 - it loads Pillow, which a server needs only once it draws
    from qrcode.exceptions import DataOverflowError  # noqa: PLC0415
    from qrcode.util import MODE_ALPHA_NUM, QRData  # noqa: PLC0415

    code: Any = QRCode(error_correction=level, border=0, mask_pattern=0)
    code.add_data(QRData(token, mode=MODE_ALPHA_NUM), optimize=0)
    try:
        code.make()
    except (DataOverflowError, ValueError):  # longer than version 40; the library says so in two ways
        return []
    size = len(code.modules)
    return list(rows_of(best_symbol(symbol_of(code), size, level), size))


def _outline_paths(rows: list[str]) -> Iterator[str]:
    """Trace the outlines of the dark area, clockwise (holes counter-clockwise): no seams between modules when drawn."""
    edges = _collect_edges(rows)
    for start in list(edges):
        while start in edges:
            yield _svg_path(start, _follow_outline(start, edges))


def _collect_edges(rows: list[str]) -> dict[_Point, list[int]]:
    """Collect unit edges between dark and light, dark on the right: start point → directions, in reading order."""
    size = len(rows)
    light = "0" * (size + 2)
    grid = [light, *(f"0{row}0" for row in rows), light]
    edges: dict[_Point, list[int]] = {}
    for y in range(size + 1):
        above, below = grid[y], grid[y + 1]
        for x, around in enumerate(zip(above, above[1:], below, below[1:], strict=False)):
            if ways := _WAYS[around]:
                edges[x, y] = ways[:]
    return edges


def _follow_outline(start: _Point, edges: dict[_Point, list[int]]) -> Iterator[int]:
    """Remove one closed outline from `edges`; turn right where two outlines touch at a corner."""
    point, direction = start, edges[start][0]
    while True:
        ways = edges[point]
        if len(ways) == 1:
            [direction] = edges.pop(point)
        else:
            direction = next(way for turn in (1, 0, 3) if (way := (direction + turn) % 4) in ways)
            ways.remove(direction)
        yield direction
        step = _STEPS[direction]
        point = (point[0] + step[0], point[1] + step[1])
        if point == start:
            return


def _svg_path(start: _Point, directions: Iterator[int]) -> str:
    """Return the SVG path data of one outline, with straight runs joined."""
    runs: list[list[int]] = []
    for direction in directions:
        if runs and runs[-1][0] == direction:
            runs[-1][1] += 1
        else:
            runs.append([direction, 1])
    steps = ("h{}", "v{}", "h-{}", "v-{}")
    return f"M{start[0]} {start[1]}" + "".join(steps[way].format(n) for way, n in runs[:-1]) + "z"
