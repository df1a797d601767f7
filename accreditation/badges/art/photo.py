"""Wrap a JPEG in a one-page PDF (ISO 32000), so that typst embeds it unchanged.

Given a JPEG, typst decodes every photo to pixels before it embeds the file unchanged: for 400 badges that is
half a second and 500 MB without benefit. A page that holds the JPEG is never decoded.
"""

import io

_COLOURS = {"L": b"/DeviceGray", "RGB": b"/DeviceRGB"}


def photo_page(jpeg: bytes) -> bytes:
    """Make a PDF of one page with the photo, one point a pixel. Raises ValueError if it is not a grey or RGB JPEG."""
    width, height, colours = _read_jpeg_header(jpeg)
    content = b"%d 0 0 %d 0 0 cm /P Do" % (width, height)
    image = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8/Filter/DCTDecode/Length %d>>"
        % (width, height, colours, len(jpeg))
    )
    return _build_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</XObject<</P 4 0 R>>>>/Contents 5 0 R>>"
        % (width, height),
        image + b"\nstream\n" + jpeg + b"\nendstream",
        b"<</Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
    )


def _read_jpeg_header(jpeg: bytes) -> tuple[int, int, bytes]:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - 3 MB, which a server needs only once it draws

    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            return image.width, image.height, _COLOURS[image.mode]
    except (UnidentifiedImageError, OSError, SyntaxError, KeyError) as error:
        raise ValueError("not a grey or RGB JPEG") from error


def _build_pdf(*objects: bytes) -> bytes:
    """Build a PDF of these objects, the first its catalogue."""
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)
