"""Shapes of the pen: scaled, filled, inside their boxes."""

import pytest
from PIL import Image, ImageDraw

from rostrum.demo.press_corps.pen import Colour, Pen, mixed

WHITE, RED = (255, 255, 255), (200, 0, 0)


class Canvas:
    """A white picture of 100 × 100 units, drawn at a scale."""

    def __init__(self, scale: int = 1) -> None:
        self._scale = scale
        self.image = Image.new("RGB", (100 * scale, 100 * scale), WHITE)
        self.pen = Pen(ImageDraw.Draw(self.image), scale)

    def is_red(self, x: float, y: float) -> bool:
        return self.image.getpixel((round(x * self._scale), round(y * self._scale))) == RED

    @property
    def box(self) -> tuple[float, ...]:
        """The red pixels' bounding box in units."""
        mask = self.image.getchannel("G").point(lambda value: 255 if value == 0 else 0)
        return tuple(value / self._scale for value in mask.getbbox() or ())


def test_ellipse_fills_its_box() -> None:
    canvas = Canvas()
    canvas.pen.ellipse((20, 30, 60, 90), RED)
    assert canvas.box == (20, 30, 61, 91)
    assert canvas.is_red(40, 60)
    assert not canvas.is_red(21, 31)


def test_outline_leaves_the_middle_free() -> None:
    canvas = Canvas()
    canvas.pen.outline((20, 20, 80, 80), RED, 4)
    assert canvas.is_red(21, 50)
    assert not canvas.is_red(50, 50)


def test_scaled_shape_has_the_same_units() -> None:
    plain, scaled = Canvas(), Canvas(scale=4)
    for canvas in (plain, scaled):
        canvas.pen.shape([(10, 10), (90, 10), (50, 90)], RED)
        assert canvas.is_red(50, 30)
        assert not canvas.is_red(12, 80)
    assert scaled.box == pytest.approx(plain.box, abs=1)


def test_curve_joins_its_ends_by_its_middle_point() -> None:
    canvas = Canvas()
    canvas.pen.curve([(10, 20), (50, 80), (90, 20)], RED, 6)
    assert canvas.is_red(10, 20)
    assert canvas.is_red(90, 20)
    assert canvas.is_red(50, 50)
    assert not canvas.is_red(50, 80)


def test_cap_is_drawn_above_its_height_only() -> None:
    canvas = Canvas()
    canvas.pen.cap((10, 10, 90, 90), 40, RED)
    assert canvas.is_red(50, 20)
    assert not canvas.is_red(50, 45)


def test_slab_has_round_corners() -> None:
    canvas = Canvas()
    canvas.pen.slab((10, 10, 90, 90), 20, RED)
    assert canvas.box == (10, 10, 91, 91)
    assert not canvas.is_red(11, 11)
    assert canvas.is_red(50, 11)


@pytest.mark.parametrize(("share", "colour"), [(0, (10, 20, 30)), (1, (110, 220, 130)), (0.5, (60, 120, 80))])
def test_mixed_colour_lies_between_both(share: float, colour: Colour) -> None:
    assert mixed((10, 20, 30), (110, 220, 130), share) == colour
