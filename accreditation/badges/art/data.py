"""Data of the badges that a template reads: `/faces.json`.

{"title": text, "qr_side_mm": number, "bleed_mm": number, "surround_mm": number, "families": [[family…]…],
"groups": [group…], "faces": [face…], "back": null, "back_file": the PDF of the page that follows each face, or null}
`bleed_mm` and `surround_mm` are the `BLEED_MM` and `SURROUND_MM` of `accreditation/badges/art/cut_sheets.py` on sheets
that are cut, else 0. The template sets the page's `bleed` to `surround_mm`, lets backgrounds reach `bleed_mm` beyond
the badge, and draws the crop marks outside of that.
For that page alone `faces` and `groups` are empty, and `back` is a back.
A group holds what many badges share: `word`, `letter`, `valid` (texts), `events` {"first", "second"} (texts), `zones`
[{"mark", "name"}] (texts), `colour` and `on_colour` (#rrggbb).
A face has its `group` (an index), `number`, `native`, `latin`, `outlet`, `function` (texts), `photo` (a file beside
it) and `qr` {"svg", "side_mm"} without the quiet zone.
A back has `title` ([text…], one a language), `zones` [{"mark", "names" [text…]}] and `desk`:
null or {"title", "place", "found" ([text…]), "days" [{"days" [text…], "times"}]}.
A text is {"text", "broken", "language", "region", "direction", "rise", "fall", "spaced", "families" (an index)}, see
`SetText`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from accreditation.badges.art.badge_content import BadgeBack, BadgeFace, DeskNote, QrShape, ZoneMark
from accreditation.badges.art.cut_sheets import BLEED_MM, SURROUND_MM
from accreditation.badges.art.errors import NamelessBadgeError
from accreditation.badges.art.qr import QR_SIDE_MM, module_mm
from conference.graphics.colours import contrast_ratio
from conference.typesetting.families import TextFamilies
from conference.typesetting.text import printable

INK, PAPER = "#10212f", "#ffffff"


def page_data(
    faces: Sequence[BadgeFace], photo_suffix: str, back_file: str | None = None, *, bleed: bool = False
) -> dict[str, Any]:
    """Build the data of a run; the photo of badge `n` lies in `/n.<photo_suffix>`. Raises NamelessBadgeError."""
    families = TextFamilies()
    groups: dict[_Group, int] = {}
    return _sheet_measures(bleed=bleed) | {
        "title": printable(faces[0].event_names[0]),
        "faces": [
            _face_data(face, families)
            | {"group": groups.setdefault(_group_of(face), len(groups)), "photo": f"/{index}.{photo_suffix}"}
            for index, face in enumerate(faces)
        ],
        "groups": [_group_data(group, families) for group in groups],
        "back": None,
        "back_file": back_file,
        "families": families.list_all(),
    }


def back_data(back: BadgeBack, *, bleed: bool = False) -> dict[str, Any]:
    """Build the data of the back alone."""
    families = TextFamilies()
    return _sheet_measures(bleed=bleed) | {
        "title": printable(back.title[0]),
        "faces": [],
        "groups": [],
        "back": _back_data(back, families),
        "back_file": None,
        "families": families.list_all(),
    }


def _sheet_measures(*, bleed: bool) -> dict[str, Any]:
    return {
        "qr_side_mm": QR_SIDE_MM,
        "bleed_mm": BLEED_MM if bleed else 0,
        "surround_mm": SURROUND_MM if bleed else 0,
    }


def readable_on(colour: str) -> str:
    """Return paper or ink, the one with more contrast on a colour (`#rrggbb`), by the contrast ratio of WCAG 2."""
    return max(PAPER, INK, key=lambda text: contrast_ratio(text, colour))


class _Group(NamedTuple):
    word: str
    letter: str
    colour: str
    zones: tuple[ZoneMark, ...]
    valid: str
    events: tuple[str, ...]


def _group_of(face: BadgeFace) -> _Group:
    return _Group(face.category_word, face.category_letter, face.colour, face.zones, face.valid, face.event_names)


def _group_data(group: _Group, families: TextFamilies) -> dict[str, Any]:
    first, second = (*group.events, "")[:2]
    return {
        "word": families.text(group.word),
        "letter": families.text(group.letter),
        "colour": group.colour,
        "on_colour": readable_on(group.colour),
        "zones": [{"mark": families.text(zone.mark), "name": families.text(zone.name)} for zone in group.zones],
        "valid": families.text(group.valid),
        "events": {"first": families.text(first), "second": families.text(second)},
    }


def _back_data(back: BadgeBack, families: TextFamilies) -> dict[str, Any]:
    return {
        "title": families.texts(back.title),
        "zones": [{"mark": families.text(zone.mark), "names": families.texts(zone.names)} for zone in back.zones],
        "desk": _desk_data(back.desk, families) if back.desk else None,
    }


def _desk_data(desk: DeskNote, families: TextFamilies) -> dict[str, Any]:
    return {
        "title": families.texts(desk.title),
        "place": families.texts(desk.place),
        "found": families.texts(desk.found),
        "days": [{"days": families.texts(day.days), "times": families.text(day.times)} for day in desk.days],
    }


def _face_data(face: BadgeFace, families: TextFamilies) -> dict[str, Any]:
    native, latin = _printed_names(face)
    return {
        "number": families.text(face.number),
        "native": families.text(native, face.country),
        "latin": families.text(latin),
        "outlet": families.text(face.outlet, face.country),
        "function": families.text(face.function),
        "qr": {"svg": _qr_svg(face.qr), "side_mm": face.qr.size * module_mm(face.qr.size)},
    }


def _printed_names(face: BadgeFace) -> tuple[str, str]:
    """Return the large and the small name. The Latin name replaces a missing native one; equal names appear once."""
    native, latin = printable(face.native_name), printable(face.latin_name)
    if not native and not latin:
        raise NamelessBadgeError(printable(face.number))
    return (native or latin), ("" if latin in {native, ""} or not native else latin)


def _qr_svg(qr: QrShape) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {qr.size} {qr.size}"><path d="{qr.path}"/></svg>'
