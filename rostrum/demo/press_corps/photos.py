"""Drawn portraits for people who do not exist: head and shoulders, varied, the same in every run."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.pen import Pen
from rostrum.demo.press_corps.portraits import Face, draw_person

SIZE = (600, 800)
SCALE = 2
"""Drawn twice as large and averaged down: smooth edges."""

QUALITY = 80
THUMBNAIL = (120, 160)

_BACKGROUNDS = (
    ("#dfe7ec", "#b9c8d2"), ("#e9e4da", "#cdc2ae"), ("#dcebe3", "#b4cfc0"), ("#e6e1ee", "#c2b8d4"),
    ("#f0e2dc", "#d6b9ac"), ("#d8e2f0", "#a9bfdc"), ("#e8ebdd", "#c3caa6"), ("#e4e4e4", "#bdbdbd"),
)  # fmt: skip


def draw_photo(key: str, seed: int) -> bytes:
    """A JPEG of 600 × 800 pixels, at most 30 kB, for the person with this key."""
    return _jpeg(_portrait(key, seed), QUALITY)


def draw_photo_and_thumbnail(key: str, seed: int) -> tuple[bytes, bytes]:
    """The photo of `draw_photo`, and its small twin of 120 × 160 pixels."""
    portrait = _portrait(key, seed)
    return _jpeg(portrait, QUALITY), _jpeg(portrait.resize(THUMBNAIL, Image.Resampling.BOX), QUALITY)


def _portrait(key: str, seed: int) -> Image.Image:
    draw = Draw(seed, f"photo/{key}")
    image = _background(draw.below(len(_BACKGROUNDS))).copy()
    draw_person(Pen(ImageDraw.Draw(image), SCALE), Face.chosen(draw))
    return image.reduce(SCALE)


@cache
def _background(index: int) -> Image.Image:
    """Light above and left, darker below: a wall with a lamp."""
    light, dark = _BACKGROUNDS[index]
    size = (SIZE[0] * SCALE, SIZE[1] * SCALE)
    shade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, dark), Image.new("RGB", size, light), shade)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
