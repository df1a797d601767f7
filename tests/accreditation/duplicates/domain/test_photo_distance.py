"""Distance of two photos by their prints."""

from dataclasses import replace

from accreditation.duplicates.domain.photo_distance import LIKE_PHOTO, photo_distance
from tests.accreditation.duplicates.domain.samples import stripes


def test_same_file_has_no_distance() -> None:
    assert photo_distance(stripes(), replace(stripes(3), sha256="a")) == 0


def test_few_different_bits_are_a_small_distance() -> None:
    near = replace(stripes(), sha256="b", shapes=tuple(shape ^ 0b111000 for shape in stripes().shapes))
    assert photo_distance(stripes(), near) == 1


def test_other_colours_are_a_distance() -> None:
    shade = replace(stripes(), sha256="b", colours=(bytes([10]) * 90, bytes([10]) * 90))
    assert photo_distance(stripes(), shade) == 10
    far = replace(stripes(), sha256="b", colours=(bytes([90]) * 90, bytes([90]) * 90))
    assert photo_distance(stripes(), far) is None


def test_other_shapes_are_unlike() -> None:
    assert photo_distance(stripes(), stripes(1, sha256="b")) is None
    assert LIKE_PHOTO < 25
