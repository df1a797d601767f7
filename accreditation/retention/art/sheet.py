"""The certificate of a deletion as PDF: A4, the numbers by class and kind, the signature and its key."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies

_TEMPLATE = Path(__file__).with_name("certificate.typ")


class SheetClass(Struct, frozen=True):
    """A class of data: its name, until when it was kept, and kinds of rows with their numbers."""

    name: str
    until: str
    rows: Sequence[tuple[str, str]]


class CertificateSheet(Struct, frozen=True):
    """A whole certificate in one language. `facts` are labels with their values."""

    title: str
    event: str
    language: str
    direction: str
    facts: Sequence[tuple[str, str]]
    classes: Sequence[SheetClass]
    nothing: str


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """Draw the certificate as PDF. Blocks."""
    families = TextFamilies()
    data = {
        "title": families.text(sheet.title),
        "event": families.text(sheet.event),
        "nothing": families.text(sheet.nothing),
        "language": sheet.language,
        "direction": sheet.direction,
        "facts": [families.texts(fact) for fact in sheet.facts],
        "classes": [
            {
                "name": families.text(one.name),
                "until": families.text(one.until),
                "rows": [families.texts(row) for row in one.rows],
            }
            for one in sheet.classes
        ],
        "families": families.list_all(),
    }
    return draw_template(_TEMPLATE, {"certificate.json": as_json(data)}, how=PDF, apart=False)
