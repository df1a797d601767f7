"""How much two photos differ, by their prints. Pure."""

from heapq import nsmallest
from operator import sub

from accreditation.duplicates.domain.people import PhotoPrint

SAME_PHOTO = 14.0
"""Greatest distance of two photos that are taken for the same, by itself."""

LIKE_PHOTO = 20.0
"""Greatest distance that counts beside other traits."""

LEAST_DETAIL = 12
"""Bits of a shape that are set in a photo of something; an even surface has none, and is like every other one."""

_BITS_PER_POINT = 3
_MOST_BITS = 40
_CLOSEST = 3


def photo_distance(one: PhotoPrint, other: PhotoPrint) -> float | None:
    """Return the distance of the nearest crops: 0 for the same photo, 25 and more for most others; None if unlike.

    It is a third of the number of different bits, and the mean difference of the colours.
    """
    if one.sha256 == other.sha256:
        return 0.0
    if min(one.shapes[0].bit_count(), other.shapes[0].bit_count()) < LEAST_DETAIL:
        return None
    others = other.shapes
    near = [
        (bits, left, right)
        for left, shape in enumerate(one.shapes)
        for right, bits in enumerate([(shape ^ another).bit_count() for another in others])
        if bits <= _MOST_BITS
    ]
    distance: float = min(
        (
            bits / _BITS_PER_POINT + _colour_distance(one.colours[left], other.colours[right])
            for bits, left, right in nsmallest(_CLOSEST, near)
        ),
        default=LIKE_PHOTO + 1,
    )
    return distance if distance <= LIKE_PHOTO else None


def _colour_distance(one: bytes, other: bytes) -> float:
    total: int = sum(map(abs, map(sub, one, other)))
    return total / len(one)
