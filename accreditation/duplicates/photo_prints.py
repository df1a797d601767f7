"""Prints of photos, by which the same photo is found again: cropped, scaled, brightened or compressed.

A print has the shape and the colours of the whole and of crops around the centre and the face, so that a crop of a
photo equals one of them nearly. A shape says between which neighbouring fields of a grid it becomes lighter.
"""

import io
from collections.abc import Iterator

from PIL import Image

from accreditation.duplicates.domain.people import PhotoPrint

CROPS = (
    (1.0, 0.5), (0.94, 0.5), (0.88, 0.5), (0.82, 0.5), (0.76, 0.5), (0.7, 0.5), (0.88, 0.1), (0.82, 0.2), (0.76, 0.25),
    (0.7, 0.3), (0.88, 0.9), (0.8, 0.8),
)  # fmt: skip
"""Part of the width and height that a crop shows, and where between top (0) and bottom (1); the middle of the width."""

GRID = 10
"""Fields of a shape's grid in each direction: 200 bits."""

LIGHTER_BY = 3
"""Grey levels that count as lighter: fewer are the noise of an even surface."""

COLOUR_GRID = (5, 6)
_CROP_PIXELS = 32
_MEAN = 128


def make_print(jpeg: bytes, sha256: str) -> PhotoPrint:
    """Return the print of a photo or of its thumbnail; 3 ms for a thumbnail.

    Raises as Pillow for bytes that are no picture.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        crops = list(_crop_picture(opened.convert("RGB")))
    shapes = tuple(_make_shape(crop.convert("L")) for crop in crops)
    return PhotoPrint(sha256, shapes, tuple(_mean_colours(crop) for crop in crops))


def _crop_picture(picture: Image.Image) -> Iterator[Image.Image]:
    width, height = picture.size
    for part, place in CROPS:
        left, top = width * (1 - part) / 2, height * (1 - part) * place
        box = (left, top, left + width * part, top + height * part)
        yield picture.resize((_CROP_PIXELS, _CROP_PIXELS), Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)


def _make_shape(grey: Image.Image) -> int:
    across = grey.resize((GRID + 1, GRID), Image.Resampling.BOX).tobytes()
    down = grey.resize((GRID, GRID + 1), Image.Resampling.BOX).tobytes()
    fields = [(row, column) for row in range(GRID) for column in range(GRID)]
    bits = [across[row * (GRID + 1) + column + 1] - across[row * (GRID + 1) + column] for row, column in fields]
    bits += [down[(row + 1) * GRID + column] - down[row * GRID + column] for row, column in fields]
    return int("".join("1" if bit > LIGHTER_BY else "0" for bit in bits), 2)


def _mean_colours(crop: Image.Image) -> bytes:
    """Return the colours of the fields of a coarse grid, at equal brightness of all crops."""
    colours = crop.resize(COLOUR_GRID, Image.Resampling.BOX).tobytes()
    gain = _MEAN * len(colours) / (sum(colours) or 1)
    return bytes(min(255, round(colour * gain)) for colour in colours)
