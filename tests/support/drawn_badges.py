"""Drawn badges read back: pages, texts and QR codes of a PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from tests.support.qr import find_qr


@contextmanager
def opened_pdf(pdf: bytes) -> Iterator[Any]:
    """Open a PDF and close it again."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def page_texts(pdf: bytes) -> list[str]:
    """Return the text layer of each page."""
    with opened_pdf(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def page_images(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Render each page."""
    with opened_pdf(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def read_code(picture: Image.Image) -> zxingcpp.Barcode:
    """Return the only QR code of a picture."""
    codes = find_qr(picture)
    assert len(codes) == 1
    return codes[0]
