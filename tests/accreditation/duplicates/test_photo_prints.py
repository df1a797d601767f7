"""Prints recognize a photo that was cropped, scaled, brightened and compressed, and no other one."""

from random import Random

import pytest
from PIL import UnidentifiedImageError

from accreditation.duplicates.domain.people import PhotoPrint
from accreditation.duplicates.domain.photo_distance import SAME_PHOTO, photo_distance
from accreditation.duplicates.photo_prints import CROPS, make_print
from bench.labelled_photos import crop_picture, draw_picture, encode_thumbnail

PICTURES = [draw_picture(Random(seed)) for seed in range(8)]


def print_of(seed: int) -> PhotoPrint:
    return make_print(encode_thumbnail(PICTURES[seed]), f"original {seed}")


def test_crop_of_a_photo_is_recognized() -> None:
    crops = [crop_picture(picture, Random(seed)) for seed, picture in enumerate(PICTURES)]
    prints = [make_print(encode_thumbnail(crop, quality=60), "crop") for crop in crops]
    distances = [photo_distance(print_of(seed), cropped) for seed, cropped in enumerate(prints)]
    assert sum(distance is not None and distance <= SAME_PHOTO for distance in distances) >= 7


def test_other_photos_are_not_recognized() -> None:
    prints = [print_of(seed) for seed in range(len(PICTURES))]
    distances = [photo_distance(one, other) for one in prints for other in prints if one is not other]
    assert not [distance for distance in distances if distance is not None and distance <= SAME_PHOTO]


def test_print_has_an_entry_for_each_crop() -> None:
    made = print_of(0)
    assert len(made.shapes) == len(made.colours) == len(CROPS)
    assert all(0 <= shape < 2**200 for shape in made.shapes)
    assert {len(colours) for colours in made.colours} == {90}


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(UnidentifiedImageError):
        make_print(b"no picture", "x")
