"""Convert an uploaded file to a photo: upright, without metadata, 3:4, small (A16).

Only the decoders of JPEG, PNG and WebP are tried, whatever the file's name says. The size in the header is checked
before a pixel is decoded, JPEG is decoded at a reduced scale, and the result is encoded anew, so that nothing else in
the file survives.
"""

import hashlib
import io
import struct

from PIL import Image, UnidentifiedImageError

from accreditation.applications.domain.photos import MIN_PHOTO_PIXELS, PreparedPhoto, require_size
from accreditation.applications.photo_decoding.colours import to_srgb, without_malformed_profile
from accreditation.applications.photo_decoding.cropping import SIZE, cropped_photo, reduction_of, upright_size
from accreditation.applications.photo_decoding.measuring import advise_on
from conference.errors import InvalidError
from conference.graphics.image_heads import webp_pixels

JPEG_PIXELS = 120_000_000
"""Maximum pixels of a JPEG: phones reach 108 megapixels, and JPEG is decoded at a reduced scale."""

PNG_PIXELS = 30_000_000
"""Maximum pixels of a PNG, which must be decoded whole: 120 MB."""

WEBP_PIXELS = 12_500_000
"""Maximum pixels of a WebP, of which the decoder holds four copies: 200 MB."""

DECODING_BYTES = 200_000_000
"""Memory that the decoder of one image may need."""

DOOR_SIZE = (300, 400)
"""Width and height of the photo on a door device, about 15 KB."""

THUMBNAIL = (120, 160)
PHOTO_BYTES = 60_000
"""Target size of a stored photo in bytes, so that 400 of them fit in one print run and on every door device."""

_JPEGS = ("JPEG", "MPO")
"""Pillow reads a phone's JPEG that holds a second picture as MPO."""

_MAX_PIXELS = {"JPEG": JPEG_PIXELS, "MPO": JPEG_PIXELS, "PNG": PNG_PIXELS, "WEBP": WEBP_PIXELS}

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError)
"""Exceptions that decoders raise for malformed files."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (82, 74, 66, 58, 50)
_THUMBNAIL_QUALITY = 76

_JPEG_SCALES = (1, 2, 4, 8)
"""Factors by which the JPEG decoder can reduce each side."""

_PIXEL_BYTES = 4
"""Bytes of a decoded pixel, of RGB too."""

_COEFFICIENT_BYTES = 2
"""Bytes of a value of a progressive JPEG: its decoder keeps all values of the whole image until the last scan."""

_ORIENTATION = 0x0112
_ORIENTATIONS = range(1, 9)
"""Valid values of the EXIF orientation, whose tag is `_ORIENTATION`."""

_PROFILES = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}

Image.MAX_IMAGE_PIXELS = JPEG_PIXELS


def prepare_photo(upload: bytes) -> PreparedPhoto:
    """Return the photo of an uploaded file: a JPEG of 600 × 800 pixels and a thumbnail.

    Raises:
        InvalidError: `photo.empty`, `photo.too_large`, `photo.heic`, `photo.not_image`, `photo.broken`,
            `photo.animated`, `photo.too_many_pixels`, `photo.too_small`.
    """
    require_size(len(upload))
    _require_decodable(upload)
    with _open_image(without_malformed_profile(upload)) as image:
        _require_accepted_image(image)
        whole = to_srgb(_decoded_photo(image), image.info.get("icc_profile"))
    jpeg = _encode_photo(whole)
    small = whole.resize(THUMBNAIL, Image.Resampling.LANCZOS)
    thumbnail = _encode_jpeg(small, _THUMBNAIL_QUALITY)
    digest = hashlib.sha256(jpeg).hexdigest()
    return PreparedPhoto(jpeg, thumbnail, digest, *SIZE, advice=advise_on(whole))


def door_photo(jpeg: bytes) -> bytes:
    """Reduce a stored photo to `DOOR_SIZE`. Takes milliseconds: do not call it on the event loop."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", DOOR_SIZE)
        return _encode_jpeg(image.convert("RGB").resize(DOOR_SIZE, Image.Resampling.LANCZOS), _THUMBNAIL_QUALITY)


def _require_decodable(upload: bytes) -> None:
    if upload[4:8] == b"ftyp" and upload[8:12] in _PROFILES:
        raise InvalidError("photo.heic")
    if webp_pixels(upload) > WEBP_PIXELS:
        raise InvalidError("photo.too_many_pixels")


def _open_image(upload: bytes) -> Image.Image:
    """Open the image: read its header and decode no pixel."""
    try:
        return Image.open(io.BytesIO(upload), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidError("photo.too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise InvalidError("photo.not_image") from error
    except _BROKEN as error:
        raise InvalidError("photo.broken") from error


def _require_accepted_image(image: Image.Image) -> None:
    if image.width * image.height > _MAX_PIXELS[image.format or ""]:
        raise InvalidError("photo.too_many_pixels")
    if getattr(image, "is_animated", False) and image.format not in _JPEGS:
        raise InvalidError("photo.animated")
    if min(image.size) < MIN_PHOTO_PIXELS[0]:
        raise InvalidError("photo.too_small", width=MIN_PHOTO_PIXELS[0], height=MIN_PHOTO_PIXELS[1])


def _decoded_photo(image: Image.Image) -> Image.Image:
    """Decode the image and crop it to its final size, upright, in RGB on white."""
    stored_size = image.size
    try:
        if image.format in _JPEGS:
            scale = _jpeg_scale(image)
            image.draft("RGB", (image.width // scale, image.height // scale))
        image.load()
        orientation = _exif_orientation(image)  # read after the pixels, behind which a PNG may keep its EXIF
        _require_upright_size(stored_size, orientation)
        return cropped_photo(image, orientation)
    except (*_BROKEN, MemoryError) as error:
        raise InvalidError("photo.broken") from error


def _jpeg_scale(image: Image.Image) -> int:
    """Return the largest reduction that keeps enough detail, or a larger one that limits the decoder's memory.

    Raises:
        InvalidError: `photo.too_many_pixels`, when no reduction keeps to `DECODING_BYTES`.
    """
    spare = reduction_of(image.size, _exif_orientation(image))
    sharp = max(scale for scale in _JPEG_SCALES if scale <= spare)
    for scale in _JPEG_SCALES:
        if scale >= sharp and _jpeg_decoding_bytes(image, scale) <= DECODING_BYTES:
            return scale
    raise InvalidError("photo.too_many_pixels")


def _jpeg_decoding_bytes(image: Image.Image, scale: int) -> int:
    pixels = image.width * image.height
    coefficients = pixels * len(image.getbands()) if image.info.get("progressive") else 0
    return pixels // scale**2 * _PIXEL_BYTES + coefficients * _COEFFICIENT_BYTES


def _exif_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 without EXIF or with unreadable EXIF."""
    try:
        orientation = image.getexif().get(_ORIENTATION)
    except (struct.error, TypeError, *_BROKEN):
        return 1
    return orientation if isinstance(orientation, int) and orientation in _ORIENTATIONS else 1


def _require_upright_size(stored_size: tuple[int, int], orientation: int) -> None:
    width, height = upright_size(stored_size, orientation)
    if width < MIN_PHOTO_PIXELS[0] or height < MIN_PHOTO_PIXELS[1]:
        raise InvalidError("photo.too_small", width=MIN_PHOTO_PIXELS[0], height=MIN_PHOTO_PIXELS[1])


def _encode_photo(image: Image.Image) -> bytes:
    """Encode as JPEG at the best quality that fits `PHOTO_BYTES`, else at the lowest of `_QUALITIES`."""
    for quality in _QUALITIES:
        encoded = _encode_jpeg(image, quality)
        if len(encoded) <= PHOTO_BYTES:
            break
    return encoded


def _encode_jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=False)
    return out.getvalue()
