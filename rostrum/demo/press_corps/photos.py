"""Drawn portraits of fictional people: head and shoulders, varied, the same in every run."""

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
    """Draw a JPEG of 600 × 800 pixels, at most 30 kB, for the person with this key."""
    return _encode_jpeg(_draw_portrait(key, seed), QUALITY)


def draw_photo_and_thumbnail(key: str, seed: int) -> tuple[bytes, bytes]:
    """Draw the photo of `draw_photo`, and its thumbnail of 120 × 160 pixels."""
    portrait = _draw_portrait(key, seed)
    return _encode_jpeg(portrait, QUALITY), _encode_jpeg(portrait.resize(THUMBNAIL, Image.Resampling.BOX), QUALITY)


def _draw_portrait(key: str, seed: int) -> Image.Image:
    draw = Draw(seed, f"photo/{key}")
    image = _draw_background(draw.below(len(_BACKGROUNDS))).copy()
    draw_person(Pen(ImageDraw.Draw(image), SCALE), Face.chosen(draw))
    return image.reduce(SCALE)


@cache
def _draw_background(index: int) -> Image.Image:
    """Draw a background that is lighter at the top."""
    light, dark = _BACKGROUNDS[index]
    size = (SIZE[0] * SCALE, SIZE[1] * SCALE)
    shade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, dark), Image.new("RGB", size, light), shade)


def _encode_jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
