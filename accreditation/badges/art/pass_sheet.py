"""The collection pass as a drawing: one page as wide as a phone, as PNG or PDF."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from accreditation.badges.art.badge_content import QrShape
from accreditation.badges.art.qr import QUIET_MODULES
from conference.typesetting.drawing import PDF, as_json, draw_template
from conference.typesetting.families import TextFamilies

PNG: Mapping[str, object] = {"format": "png", "ppi": 220.0}
"""105 mm at 909 pixels: sharp on a phone."""

LETTER_PNG: Mapping[str, object] = {"format": "png", "ppi": 144.0}
"""595 pixels, as a letter shows it; drawn in two thirds of the time of `PNG`."""

_TEMPLATE = Path(__file__).with_name("pass.typ")


class PassFact(Struct, frozen=True):
    """A label with its values, one below another."""

    label: str
    values: tuple[str, ...]


class PassSheet(Struct, frozen=True, kw_only=True):
    """Everything on a collection pass, in the applicant's language.

    `warning` says that it is no badge, `note` what to bring; `country` (ISO 3166) selects the regional forms of Han
    characters of the name. `photo` is an upright JPEG, `logo` a PNG; `accent` is the event's colour.
    """

    language: str
    direction: str
    title: str
    warning: str
    event: str
    native_name: str
    latin_name: str
    country: str
    facts: Sequence[PassFact]
    note: str
    qr: QrShape
    photo: bytes
    accent: str | None = None
    logo: bytes | None = None


def pass_png(sheet: PassSheet) -> bytes:
    """Draw the pass as PNG. Blocks."""
    return _draw_pass(sheet, PNG)


def pass_letter_png(sheet: PassSheet) -> bytes:
    """Draw the pass as PNG for a letter. Blocks."""
    return _draw_pass(sheet, LETTER_PNG)


def pass_pdf(sheet: PassSheet) -> bytes:
    """Draw the pass as PDF. Blocks."""
    return _draw_pass(sheet, PDF)


def qr_svg(qr: QrShape) -> str:
    """Return the code as SVG, black on white with its quiet zone."""
    side = qr.size + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path transform="translate({QUIET_MODULES} {QUIET_MODULES})" d="{qr.path}"/></svg>'
    )


def _draw_pass(sheet: PassSheet, how: Mapping[str, object]) -> bytes:
    files = {"pass.json": as_json(_pass_data(sheet)), "photo.jpg": sheet.photo}
    files |= {"logo.png": sheet.logo} if sheet.logo else {}
    return draw_template(_TEMPLATE, files, how=how, apart=False)


def _pass_data(sheet: PassSheet) -> dict[str, Any]:
    families = TextFamilies()
    return {
        "language": sheet.language,
        "direction": sheet.direction,
        "title": families.text(sheet.title),
        "warning": families.text(sheet.warning),
        "event": families.text(sheet.event),
        "native": families.text(sheet.native_name, sheet.country),
        "latin": families.text("" if sheet.latin_name == sheet.native_name else sheet.latin_name),
        "facts": [{"label": families.text(one.label), "values": families.texts(one.values)} for one in sheet.facts],
        "note": families.text(sheet.note),
        "qr": qr_svg(sheet.qr),
        "accent": sheet.accent,
        "has_logo": sheet.logo is not None,
        "families": families.list_all(),
    }
