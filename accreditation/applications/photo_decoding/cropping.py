"""Crop a decoded image to 3:4, reduce it to the size of a photo and turn it upright, in RGB on white.

A second copy of a whole image takes 120 MB, so only the part that is kept is converted, a few rows at a time.
"""

import math

from PIL import Image

SIZE = (600, 800)
"""Width and height of a prepared photo."""

_GAP = 2
"""An image is reduced to no less than this multiple of `SIZE` before it is resampled, so that no detail is lost."""

_FACE = 0.4
"""Part of the surplus height that is cut off above: faces are above the middle."""

_STRIP_ROWS = 64
"""Rows of the reduced image that are converted at a time."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what turns the stored image upright. Without one, or with 1, it is upright."""

_SIDEWAYS = frozenset({5, 6, 7, 8})
_TOP_LAST = frozenset({3, 4, 7, 8})
"""Orientations whose upright top is the bottom or the right side of the stored image."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Width and height after an image of this stored size is turned upright; and the reverse."""
    return size[::-1] if orientation in _SIDEWAYS else size


def reduction_of(size: tuple[int, int], orientation: int) -> int:
    """By how much each side of an image of this stored size can be reduced before it is resampled."""
    left, top, right, bottom = _crop_box(size, orientation)
    width, height = upright_size(SIZE, orientation)
    return max(1, math.floor(min((right - left) / width, (bottom - top) / height) / _GAP))


def cropped_photo(image: Image.Image, orientation: int) -> Image.Image:
    """The upright photo of `SIZE` in a decoded image with this EXIF orientation."""
    left, top, right, bottom = _crop_box(image.size, orientation)
    factor = reduction_of(image.size, orientation)
    x, y = math.floor(left), math.floor(top)
    reduced = _reduced_region(image, (x, y, math.ceil(right), math.ceil(bottom)), factor)
    box = (left - x) / factor, (top - y) / factor, (right - x) / factor, (bottom - y) / factor
    photo = reduced.resize(upright_size(SIZE, orientation), Image.Resampling.LANCZOS, box=box)
    return photo.transpose(_TURNS[orientation]) if orientation in _TURNS else photo


def _crop_box(size: tuple[int, int], orientation: int) -> Box:
    """The part of 3:4 of a stored image that is kept."""
    width, height = upright_size(SIZE, orientation)
    kept = min(size[0], size[1] * width / height), min(size[1], size[0] * height / width)
    along = 1 - _FACE if orientation in _TOP_LAST else _FACE
    shares = (along, 0.5) if orientation in _SIDEWAYS else (0.5, along)
    left, top = ((whole - part) * share for whole, part, share in zip(size, kept, shares, strict=True))
    return left, top, left + kept[0], top + kept[1]


def _reduced_region(image: Image.Image, box: tuple[int, int, int, int], factor: int) -> Image.Image:
    """A region in RGB on white, each side divided by `factor`."""
    left, top, right, bottom = box
    rows = factor * _STRIP_ROWS
    reduced = Image.new("RGB", (math.ceil((right - left) / factor), math.ceil((bottom - top) / factor)))
    for start in range(top, bottom, rows):
        strip = _on_white(image.crop((left, start, right, min(start + rows, bottom))))
        reduced.paste(strip.reduce(factor), (0, (start - top) // factor))
    return reduced


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")
