"""Pictures of the pages of a file: nothing else of it survives, no script, font, link or metadata (A16).

Scripts and forms of a PDF are not run: PDFium is used without its form environment. JPEG, PNG and WebP are decoded by
Pillow and encoded anew.
"""

import io
from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from accreditation.applications.photo_decoding.colours import to_srgb, without_malformed_profile
from accreditation.documents.domain.formats import PDF, detect_format
from accreditation.documents.domain.pictures import PreparedDocument, PreparedPage
from accreditation.documents.rasterising.frames import Job
from conference.errors import InvalidError

PICTURE_SIZE = (1600, 2264)
"""Most width and height of a picture: a page of A4 at 194 dots per inch."""

MOST_PIXELS = 40_000_000
"""Most pixels of an image that is decoded: 160 MB."""

MOST_DOTS_PER_POINT = 3.0
"""Most scale of a page of a PDF, in pixels for a point (1/72 inch): small pages are not drawn larger than that."""

LEAST_POINTS = 1.0
"""Least width and height of a page of a PDF."""

_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, MemoryError)
"""Exceptions that decoders raise for malformed files."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def draw_document(job: Job) -> PreparedDocument:
    """Return the pictures of a file's pages.

    Raises:
        InvalidError: as `detect_format`; `document.password`, `document.too_many_pages`, `document.too_many_pixels`,
            `document.animated`, `document.broken`.
    """
    media = detect_format(job.data, job.types)
    if media == PDF:
        return PreparedDocument(media, tuple(_draw_pdf(job)))
    return PreparedDocument(media, (_draw_image(job.data),))


def _draw_pdf(job: Job) -> Iterator[PreparedPage]:
    with _open_pdf(job.data) as document:
        count = len(document)
        if count > job.most_pages:
            raise InvalidError("document.too_many_pages", pages=count, most=job.most_pages)
        if not count:
            raise InvalidError("document.broken")
        for number in range(count):
            yield _draw_page(document, number)


def _open_pdf(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "document.password" if "password" in str(error).lower() else "document.broken"
        raise InvalidError(code) from error


def _draw_page(document: pdfium.PdfDocument, number: int) -> PreparedPage:
    try:
        page = document[number]
        width, height = (max(LEAST_POINTS, side) for side in page.get_size())
        scale = min(PICTURE_SIZE[0] / width, PICTURE_SIZE[1] / height, MOST_DOTS_PER_POINT)
        bitmap = page.render(scale=scale, draw_annots=True, may_draw_forms=False)
        return _encode_picture(bitmap.to_pil().convert("RGB"))
    except (pdfium.PdfiumError, *_BROKEN) as error:
        raise InvalidError("document.broken") from error


def _draw_image(data: bytes) -> PreparedPage:
    try:
        with Image.open(io.BytesIO(without_malformed_profile(data)), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise InvalidError("document.too_many_pixels")
            if getattr(image, "is_animated", False) and image.format != "MPO":
                raise InvalidError("document.animated")
            image.draft("RGB", PICTURE_SIZE)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(PICTURE_SIZE, Image.Resampling.LANCZOS)
            return _encode_picture(to_srgb(upright, image.info.get("icc_profile")))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidError("document.too_many_pixels") from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise InvalidError("document.broken") from error


def _encode_picture(image: Image.Image) -> PreparedPage:
    out, bare = io.BytesIO(), Image.new("RGB", image.size, "white")
    bare.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return PreparedPage(out.getvalue(), *bare.size)
