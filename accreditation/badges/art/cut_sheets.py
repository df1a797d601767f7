"""Sheets that are cut to badges: their measures, their boxes in the PDF (ISO 32000, 14.11.2), and the check of a file.

typst writes the MediaBox of a sheet and the TrimBox of the badge in it. The BleedBox between them is added here, in an
incremental update at the end of the file.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from accreditation.badges.art.errors import UnsupportedLayoutError

BLEED_MM = 3
"""Distance to which a background reaches beyond the edge of a badge that is cut."""

SURROUND_MM = 10
"""Distance from the edge of a badge that is cut to the edge of its sheet: the bleed, then the crop marks."""

_POINTS_PER_MM = 72 / 25.4
_TOLERANCE = 0.01
"""Points by which an edge may differ: typst writes five decimals."""

_PAGE = re.compile(rb"(\d+) 0 obj\n(<</Type/Page/.*?>>)\nendobj", re.DOTALL)
_BOX = re.compile(rb"/(MediaBox|TrimBox)\[([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)\]")
_TRAILER = re.compile(rb"trailer\n<<(.*)>>\nstartxref\n(\d+)\n%%EOF\s*\Z", re.DOTALL)

Box = tuple[float, ...]
"""Left, bottom, right and top edge, in points."""


class PageObject(Struct, frozen=True):
    """Dictionary of one page: its number in the file, its source, and its boxes by name."""

    number: int
    source: bytes
    boxes: dict[bytes, Box]


def require_layout(pdf: bytes, *, pages: int, bleed: bool) -> None:
    """Check that the template has drawn so many pages, with `bleed` each a badge in the middle of its sheet.

    Raises UnsupportedLayoutError.
    """
    drawn = list(_page_objects(pdf))
    if len(drawn) != pages or (bleed and not all(map(_has_surround, drawn))):
        raise UnsupportedLayoutError


def add_bleed_boxes(pdf: bytes) -> bytes:
    """Return the file with a BleedBox on each page that has a TrimBox."""
    written = [
        (page.number, page.source[:-2] + b"/BleedBox[%s]>>" % _bleed_box(page.boxes[b"TrimBox"]))
        for page in _page_objects(pdf)
    ]
    return _append_objects(pdf, written)


def _page_objects(pdf: bytes) -> Iterator[PageObject]:
    for place in _object_places(pdf):
        page = _PAGE.match(pdf, place)
        if page:
            boxes = {name: tuple(map(float, edges)) for name, *edges in _BOX.findall(page[2])}
            yield PageObject(int(page[1]), page[2], boxes)


def _object_places(pdf: bytes) -> Iterator[int]:
    """Iterate over the places of the file's objects, from its one cross-reference table."""
    _, table = _trailer_of(pdf)
    _, _, *rows = pdf[table:].split(b"trailer", 1)[0].splitlines()
    for row in rows:
        place, _, kind = row.split()
        if kind == b"n":
            yield int(place)


def _trailer_of(pdf: bytes) -> tuple[bytes, int]:
    """Return the entries of the trailer and the place of the cross-reference table."""
    trailer = _TRAILER.search(pdf, pdf.rindex(b"trailer"))
    if trailer is None:
        raise ValueError("not a file with one cross-reference table")
    return trailer[1], int(trailer[2])


def _has_surround(page: PageObject) -> bool:
    media, trim = page.boxes.get(b"MediaBox"), page.boxes.get(b"TrimBox")
    if media is None or trim is None:
        return False
    distances = [abs(outer - inner) for outer, inner in zip(media, trim, strict=True)]
    return all(abs(distance - SURROUND_MM * _POINTS_PER_MM) < _TOLERANCE for distance in distances)


def _bleed_box(trim: Box) -> bytes:
    bleed = BLEED_MM * _POINTS_PER_MM
    left, bottom, right, top = trim
    return b"%.5f %.5f %.5f %.5f" % (left - bleed, bottom - bleed, right + bleed, top + bleed)


def _append_objects(pdf: bytes, objects: Sequence[tuple[int, bytes]]) -> bytes:
    """Return the file with new versions of these objects (ISO 32000, 7.5.6)."""
    entries, table = _trailer_of(pdf)
    written, places = bytearray(pdf + b"\n"), list[tuple[int, int]]()
    for number, source in objects:
        places.append((number, len(written)))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, source)
    new_table = len(written)
    written += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n\r\n" % entry for entry in places)
    written += b"trailer\n<<%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (entries, table, new_table)
    return bytes(written)
