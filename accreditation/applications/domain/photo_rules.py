"""What is advised about a photo, from its measures. Pure.

`accreditation/applications/static/photos/photo_rules.mjs` decides equally in browsers; tests/vectors/photos.json keeps
both equal.
"""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class PhotoAdvice(StrEnum):
    """Why a photo may not do. The applicant is told, and may keep it; officers see it beside the photo."""

    DARK = "dark"
    BRIGHT = "bright"
    PALE = "pale"
    BLURRED = "blurred"
    BACKGROUND = "background"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_SMALL = "face_small"
    FACE_LARGE = "face_large"
    FACE_ASIDE = "face_aside"


class FaceBox(Struct, frozen=True):
    """A face in a photo: its centre and width as parts of the photo's width; `y` is a part of its height."""

    x: float
    y: float
    width: float


class PhotoMeasures(Struct, frozen=True):
    """Measures of a photo in grey levels, 0 to 255.

    `brightness`: mean of the middle. `contrast`: from the 5th to the 95th percentile. `sharpness`: standard deviation
    of the Laplacian at 225 × 300 pixels. `background`: the larger standard deviation of the two upper corners.
    """

    brightness: float
    contrast: float
    sharpness: float
    background: float
    faces: Sequence[FaceBox]


DARKEST, BRIGHTEST = 50.0, 225.0
LEAST_CONTRAST = 60.0
LEAST_SHARPNESS = 4.0
MOST_BACKGROUND = 40.0
SMALLEST_FACE, LARGEST_FACE = 0.26, 0.8
FACE_MIDDLE, MOST_ASIDE = 0.5, 0.15
HIGHEST_FACE, LOWEST_FACE = 0.25, 0.65


def judge_photo(measures: PhotoMeasures) -> tuple[PhotoAdvice, ...]:
    """Return what to advise, light first."""
    found = {
        PhotoAdvice.DARK: measures.brightness < DARKEST,
        PhotoAdvice.BRIGHT: measures.brightness > BRIGHTEST,
        PhotoAdvice.PALE: measures.contrast < LEAST_CONTRAST,
        PhotoAdvice.BLURRED: measures.sharpness < LEAST_SHARPNESS,
        PhotoAdvice.BACKGROUND: measures.background > MOST_BACKGROUND,
        PhotoAdvice.NO_FACE: not measures.faces,
        PhotoAdvice.SEVERAL_FACES: len(measures.faces) > 1,
    }
    return (*(advice for advice, is_found in found.items() if is_found), *_judge_face(measures.faces))


def _judge_face(faces: Sequence[FaceBox]) -> tuple[PhotoAdvice, ...]:
    if len(faces) != 1:
        return ()
    face = faces[0]
    found = {
        PhotoAdvice.FACE_SMALL: face.width < SMALLEST_FACE,
        PhotoAdvice.FACE_LARGE: face.width > LARGEST_FACE,
        PhotoAdvice.FACE_ASIDE: abs(face.x - FACE_MIDDLE) > MOST_ASIDE or not HIGHEST_FACE <= face.y <= LOWEST_FACE,
    }
    return tuple(advice for advice, is_found in found.items() if is_found)
