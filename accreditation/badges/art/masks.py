"""Choose the mask of a QR code that is easiest to read (ISO/IEC 18004 §7.8.3).

A symbol is one number: its modules row after row, dark ones 1, so that a few operations evaluate a whole symbol.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

MASKS = range(8)

_RUN, _BLOCK, _LIKE_FINDER, _UNBALANCED = 3, 3, 40, 10
"""Points for a run of five, for a 2 × 2 block, for a pattern like a finder, for each 5 % too dark or too light."""

_FINDERS = ("10111010000", "00001011101")


def best_symbol(symbol: int, size: int, level: int) -> int:
    """Return the symbol drawn with the best mask; `symbol` is drawn with mask 0."""
    return min((symbol ^ change for change in _mask_changes(size, level)), key=lambda masked: penalty(masked, size))


def symbol_of(code: Any) -> int:
    """Convert the modules of a `qrcode` code to a number."""
    return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)


@cache
def _mask_changes(size: int, level: int) -> tuple[int, ...]:
    """Return, for each mask, the modules that differ from mask 0; the same for every content."""
    from qrcode import QRCode  # noqa: PLC0415 - it loads Pillow, which a server needs only once it draws

    symbols = []
    for mask in MASKS:
        code: Any = QRCode(version=(size - 17) // 4, error_correction=level, mask_pattern=mask, border=0)
        code.add_data("0")
        code.make(fit=False)
        symbols.append(symbol_of(code))
    return tuple(symbol ^ symbols[0] for symbol in symbols)


def penalty(symbol: int, size: int) -> int:
    """Compute the penalty points of a symbol; fewer points are better."""
    inverse = symbol ^ _column_mask(size, size)
    points = 0
    for step, fits in ((1, _column_mask), (size, _row_mask)):
        alike = ~(symbol ^ symbol >> step) & fits(size, size - 1)
        fives = alike & alike >> step & alike >> 2 * step & alike >> 3 * step
        points += fives.bit_count() + (_RUN - 1) * (fives & ~(fives << step)).bit_count()
        points += _LIKE_FINDER * sum(
            _find_pattern(finder, (inverse, symbol), step, fits(size, size - 10)).bit_count() for finder in _FINDERS
        )
    beside = ~(symbol ^ symbol >> 1) & _column_mask(size, size - 1)
    below = ~(symbol ^ symbol >> size) & _row_mask(size, size - 1)
    points += _BLOCK * (beside & beside >> size & below).bit_count()
    return points + _UNBALANCED * int(abs(symbol.bit_count() / size**2 * 100 - 50) / 5)


def _find_pattern(pattern: str, drawn: tuple[int, int], step: int, places: int) -> int:
    """Return the positions at which the pattern begins; `drawn` holds the light and the dark modules."""
    for offset, colour in enumerate(pattern):
        places &= drawn[int(colour)] >> offset * step
    return places


@cache
def _column_mask(size: int, count: int) -> int:
    """Return a mask of the last `count` columns."""
    return sum(((1 << count) - 1) << row * size for row in range(size))


@cache
def _row_mask(size: int, count: int) -> int:
    """Return a mask of the last `count` rows."""
    return (1 << count * size) - 1


def rows_of(symbol: int, size: int) -> Iterator[str]:
    """Iterate over the rows from the top, each a text of 0 and 1."""
    bits = f"{symbol:0{size * size}b}"
    return (bits[start : start + size] for start in range(0, len(bits), size))
