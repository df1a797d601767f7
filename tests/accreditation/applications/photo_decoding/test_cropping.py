"""Cropping: the photo of a decoded image is that of the whole image turned upright, fitted and flattened."""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from accreditation.applications.photo_decoding.cropping import SIZE, cropped_photo

TURNS_BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(size: tuple[int, int]) -> Image.Image:
    """Different in each corner."""
    red, green = Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", (red, green, red.transpose(Image.Transpose.ROTATE_180)))
    ImageDraw.Draw(image).ellipse((size[0] // 3, size[1] // 4, size[0] // 2, size[1] // 2), fill="#b98a6a")
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of a colour value, of 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("size", [(600, 800), (2000, 700), (701, 3003), (3001, 4003), (5000, 3000)])
def test_crop_is_that_of_the_upright_image(size: tuple[int, int]) -> None:
    upright = scene(size)
    fitted = ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    for orientation, turn in TURNS_BACK.items():
        stored = upright.transpose(turn) if turn is not None else upright
        assert difference(cropped_photo(stored, orientation), fitted) < 0.7, orientation


def test_transparent_parts_become_white_without_a_rim() -> None:
    image = Image.new("RGBA", (3000, 4000), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 1501, 4000), fill=(200, 30, 30, 255))
    photo = cropped_photo(image, 1)
    assert photo.getpixel((500, 400)) == (255, 255, 255)
    assert photo.getpixel((100, 400)) == (200, 30, 30)
    rim = [photo.getpixel((x, 400)) for x in range(295, 306)]
    assert min(pixel[0] for pixel in rim) >= 190  # type: ignore[index]
