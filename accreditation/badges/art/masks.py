"""Which of the eight masks makes a QR code easiest to read (ISO/IEC 18004 §7.8.3).

A symbol is one number: its modules row after row, dark ones 1. So a whole symbol is looked at in a few operations.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from qrcode import QRCode

MASKS = range(8)

_RUN, _BLOCK, _LIKE_FINDER, _UNBALANCED = 3, 3, 40, 10
"""Points for a run of five, for a 2 × 2 block, for what looks like a finder, for each 5 % too dark or too light."""

_FINDERS = ("10111010000", "00001011101")


def best_symbol(symbol: int, size: int, level: int) -> int:
    """The symbol as the best mask draws it, when `symbol` is as mask 0 draws it."""
    return min((symbol ^ change for change in _changes(size, level)), key=lambda masked: penalty(masked, size))


def symbol_of(code: Any) -> int:
    """The modules of a code of `qrcode` as a number."""
    return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)


@cache
def _changes(size: int, level: int) -> tuple[int, ...]:
    """What each mask changes of a symbol drawn with mask 0: the same whatever the symbol says."""
    symbols = []
    for mask in MASKS:
        code: Any = QRCode(version=(size - 17) // 4, error_correction=level, mask_pattern=mask, border=0)
        code.add_data("0")
        code.make(fit=False)
        symbols.append(symbol_of(code))
    return tuple(symbol ^ symbols[0] for symbol in symbols)


def penalty(symbol: int, size: int) -> int:
    """How hard a symbol is to read: the lower the better."""
    inverse = symbol ^ _columns(size, size)
    points = 0
    for step, fits in ((1, _columns), (size, _rows)):
        alike = ~(symbol ^ symbol >> step) & fits(size, size - 1)
        fives = alike & alike >> step & alike >> 2 * step & alike >> 3 * step
        points += fives.bit_count() + (_RUN - 1) * (fives & ~(fives << step)).bit_count()
        points += _LIKE_FINDER * sum(
            _found(finder, (inverse, symbol), step, fits(size, size - 10)).bit_count() for finder in _FINDERS
        )
    beside = ~(symbol ^ symbol >> 1) & _columns(size, size - 1)
    below = ~(symbol ^ symbol >> size) & _rows(size, size - 1)
    points += _BLOCK * (beside & beside >> size & below).bit_count()
    return points + _UNBALANCED * int(abs(symbol.bit_count() / size**2 * 100 - 50) / 5)


def _found(pattern: str, drawn: tuple[int, int], step: int, places: int) -> int:
    """The places at which the pattern begins; `drawn` are the light modules and the dark ones."""
    for offset, colour in enumerate(pattern):
        places &= drawn[int(colour)] >> offset * step
    return places


@cache
def _columns(size: int, count: int) -> int:
    """The modules of the last `count` columns."""
    return sum(((1 << count) - 1) << row * size for row in range(size))


@cache
def _rows(size: int, count: int) -> int:
    """The modules of the last `count` rows."""
    return (1 << count * size) - 1


def rows_of(symbol: int, size: int) -> Iterator[str]:
    """The rows from the top, each a text of 0 and 1."""
    bits = f"{symbol:0{size * size}b}"
    return (bits[start : start + size] for start in range(0, len(bits), size))
