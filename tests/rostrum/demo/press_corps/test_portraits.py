"""Portraits: choices of features, and every combination of them drawn."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.pen import Pen
from rostrum.demo.press_corps.portraits import BEARDS, COLLARS, STYLES, Face, draw_person

FACE = Face.chosen(Draw(1, "photo/press-001"))
FACES = [Face.chosen(Draw(20251025, f"photo/{number}")) for number in range(400)]


def drawn(face: Face) -> bytes:
    image = Image.new("RGB", (150, 200), "white")
    canvas = ImageDraw.Draw(image)
    draw_person(_QuarterPen(canvas), face)
    return image.tobytes()


class _QuarterPen(Pen):
    """Draws at a quarter of the size, because a test needs no more."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        super().__init__(canvas, 0.25)  # type: ignore[arg-type]


def test_face_depends_on_the_draws_alone() -> None:
    assert Face.chosen(Draw(1, "photo/press-001")) == FACE
    assert Face.chosen(Draw(2, "photo/press-001")) != FACE


def test_each_style_beard_and_collar_occurs_in_400_faces() -> None:
    assert {face.style for face in FACES} == set(STYLES)
    assert {face.beard for face in FACES} == set(BEARDS)
    assert {face.collar for face in FACES} == set(COLLARS)
    assert {face.glasses for face in FACES} == {True, False}


def test_beard_goes_with_short_hair_only() -> None:
    bearded = {face.style for face in FACES if face.beard != "none"}
    assert bearded <= {"short", "parted", "crop", "bald", "curls"}


def test_head_stays_inside_the_picture() -> None:
    for face in FACES:
        assert 0 < face.top < face.eyes < face.chin < 800
        assert 0 < 300 - face.width < 300 + face.width < 600


@pytest.mark.parametrize("style", sorted(set(STYLES)))
def test_each_hair_style_is_drawn_differently(style: str) -> None:
    others = [drawn(replace(FACE, style=other, beard="none")) for other in set(STYLES) - {style}]
    assert drawn(replace(FACE, style=style, beard="none")) not in others


def test_each_beard_collar_and_glasses_change_the_portrait() -> None:
    plain = replace(FACE, style="short", beard="none", glasses=False)
    beards = {drawn(replace(plain, beard=beard)) for beard in set(BEARDS)}
    collars = {drawn(replace(plain, collar=collar)) for collar in set(COLLARS)}
    assert (len(beards), len(collars)) == (len(set(BEARDS)), len(set(COLLARS)))
    assert drawn(replace(plain, glasses=True)) != drawn(plain)
