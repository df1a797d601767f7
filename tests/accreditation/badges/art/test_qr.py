"""Geometry of QR codes: correction level, size of modules, outlines."""

import io
import re

import pytest
from PIL import Image

from accreditation.badges.art import (
    UnprintableTokenError,
    badge_png,
    qr_shape,
)
from accreditation.badges.art.qr import DOT_MM, MIN_DOTS_PER_MODULE, QR_SIDE_MM, dots_per_module, module_mm
from tests.support.badge_samples import TEMPLATE, badge_face, token
from tests.support.drawn_badges import read_code


@pytest.mark.parametrize(("length", "level"), [(60, "Q"), (116, "Q"), (200, "M"), (255, "M")])
def test_code_has_the_highest_printable_correction_level(length: int, level: str) -> None:
    text = token(1, length)
    shape = qr_shape(text)
    code = read_code(Image.open(io.BytesIO(badge_png(badge_face(qr=shape), TEMPLATE, dpi=203))))
    assert (code.text, code.ec_level) == (text, level)
    assert dots_per_module(shape.size) >= MIN_DOTS_PER_MODULE
    assert (shape.size + 8) * module_mm(shape.size) <= QR_SIDE_MM
    assert module_mm(shape.size) / DOT_MM == pytest.approx(dots_per_module(shape.size))


def test_usual_code_has_five_dots_a_module() -> None:
    assert dots_per_module(qr_shape(token()).size) == 5


@pytest.mark.parametrize(
    "text", ["", "r1:abc", "R1:\N{LATIN SMALL LETTER E WITH ACUTE}", "R1:" + "A" * 900, "A" * 5000]
)
def test_unprintable_token_is_refused(text: str) -> None:
    with pytest.raises(UnprintableTokenError):
        qr_shape(text)


def test_shape_covers_exactly_the_dark_modules() -> None:
    shape = qr_shape(token())
    dark = [[False] * shape.size for _ in range(shape.size)]
    for outline in shape.path.split("M")[1:]:
        _fill(dark, outline)
    finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]
    assert ["".join("#" if cell else " " for cell in row[:7]) for row in dark[:7]] == finder
    assert sum(map(sum, dark)) == pytest.approx(shape.size**2 / 2, rel=0.1)


def _fill(dark: list[list[bool]], outline: str) -> None:
    """Invert the modules inside one outline: even-odd rule, row by row."""
    x, y = (int(number) for number in re.findall(r"\d+", outline)[:2])
    points = [(x, y)]
    for way, by in re.findall(r"([hv])(-?\d+)", outline):
        x, y = (x + int(by), y) if way == "h" else (x, y + int(by))
        points.append((x, y))
    for row in range(len(dark)):
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        walls = sorted(a[0] for a, b in pairs if a[0] == b[0] and min(a[1], b[1]) <= row < max(a[1], b[1]))
        for left, right in zip(walls[::2], walls[1::2], strict=True):
            for column in range(left, right):
                dark[row][column] = not dark[row][column]


def test_equal_tokens_have_equal_shapes() -> None:
    assert qr_shape(token(5)) == qr_shape(token(5))
    assert qr_shape(token(5)) != qr_shape(token(6))


@pytest.mark.parametrize("size", [21, 45, 61])
def test_code_with_its_quiet_zone_fits_the_square(size: int) -> None:
    dots = dots_per_module(size)
    assert module_mm(size) == pytest.approx(dots * DOT_MM)
    assert dots * DOT_MM * (size + 8) <= QR_SIDE_MM < (dots + 1) * DOT_MM * (size + 8)


def test_outline_is_closed_and_within_the_code() -> None:
    shape = qr_shape(token(2))
    assert re.fullmatch(r"(M\d+ \d+([hv]-?\d+)+z)+", shape.path)
    starts = [tuple(map(int, pair)) for pair in re.findall(r"M(\d+) (\d+)", shape.path)]
    assert all(0 <= x <= shape.size and 0 <= y <= shape.size for x, y in starts)
