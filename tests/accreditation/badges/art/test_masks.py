"""The mask of a badge's QR code: points and choice are those of ISO/IEC 18004, counted by another implementation."""

import random
from typing import Any

import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import lost_point

from accreditation.badges.art.masks import MASKS, best_symbol, penalty, rows_of, symbol_of

TEXT = "R1:" + "6BFOXN*TS0BI$ZD4N9%:R5ZS4"


class Modules:
    """What a code of the library has of its modules."""

    def __init__(self, modules: list[list[bool]]) -> None:
        self.modules = modules


def code(text: str, level: int, mask: int) -> Any:
    made = QRCode(error_correction=level, mask_pattern=mask, border=0)
    made.add_data(text)
    made.make()
    return made


@pytest.mark.parametrize("dark", [0.0, 0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("size", [21, 49])
def test_points_are_the_standards(size: int, dark: float) -> None:
    chance = random.Random(size)
    modules = [[chance.random() < dark for _ in range(size)] for _ in range(size)]
    assert penalty(symbol_of(Modules(modules)), size) == lost_point(modules)


@pytest.mark.parametrize("level", [ERROR_CORRECT_M, ERROR_CORRECT_Q])
@pytest.mark.parametrize("length", [10, 60, 150])
def test_best_symbol_has_the_fewest_penalty_points(length: int, level: int) -> None:
    codes = [code((TEXT * 9)[:length], level, mask) for mask in MASKS]
    size = len(codes[0].modules)
    best = best_symbol(symbol_of(codes[0]), size, level)
    points = {symbol_of(made): lost_point(made.modules) for made in codes}
    assert len(points) == len(MASKS)
    assert points[best] == min(points.values())


def test_rows_are_those_of_the_code() -> None:
    made = code(TEXT, ERROR_CORRECT_Q, 3)
    rows = ["".join("01"[dark] for dark in row) for row in made.modules]
    assert list(rows_of(symbol_of(made), len(rows))) == rows
