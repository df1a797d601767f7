"""Measure a prepared photo: light, contrast, sharpness, background, faces."""

from PIL import Image, ImageFilter, ImageStat

from accreditation.applications.domain.photo_rules import PhotoAdvice, PhotoMeasures, judge_photo
from accreditation.applications.photo_decoding.face_detection import HEIGHT, WIDTH, find_faces

_FINE = (225, 300)
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), 1, 128)
_MIDDLE = (22, 18, 68, 90)
_CORNERS = ((0, 0, 14, 48), (WIDTH - 14, 0, WIDTH, 48))
_LOW, _HIGH = 0.05, 0.95


def advise_on(photo: Image.Image) -> tuple[PhotoAdvice, ...]:
    """Return what to advise about a photo of 3:4."""
    return judge_photo(measure_photo(photo))


def measure_photo(photo: Image.Image) -> PhotoMeasures:
    """Return the measures of a photo of 3:4."""
    grey = photo.convert("L")
    small = grey.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    edges = grey.resize(_FINE, Image.Resampling.BOX).filter(_LAPLACIAN)
    inner = edges.crop((1, 1, _FINE[0] - 1, _FINE[1] - 1))
    return PhotoMeasures(
        brightness=ImageStat.Stat(small.crop(_MIDDLE)).mean[0],
        contrast=_grey_percentile(small, _HIGH) - _grey_percentile(small, _LOW),
        sharpness=ImageStat.Stat(inner).stddev[0],
        background=max(ImageStat.Stat(small.crop(corner)).stddev[0] for corner in _CORNERS),
        faces=find_faces(small.tobytes()),
    )


def _grey_percentile(grey: Image.Image, part: float) -> int:
    """Return the grey level up to which a part of the pixels reaches."""
    left = part * grey.width * grey.height
    for level, count in enumerate(grey.histogram()):
        left -= count
        if left <= 0:
            return level
    return 255
