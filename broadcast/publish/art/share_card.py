"""The picture that other sites show beside a shared address: PNG of 1200 × 630 pixels, in one language."""

from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from conference.typesetting.drawing import as_json, draw_template
from conference.typesetting.families import TextFamilies
from conference.typesetting.glyphs import missing_glyphs

PNG = {"format": "png", "ppi": 72.0}
"""A point of the template is a pixel."""

_TEMPLATE = Path(__file__).with_name("share_card.typ")


class ShareCard(Struct, frozen=True, kw_only=True):
    """The texts of a picture, `direction` of its language, and the `phase` that colours the text `state`.

    `state` is "" for a session as planned, `hours` for a room and the whole programme.
    """

    event: str
    title: str
    day: str
    hours: str
    place: str
    state: str
    phase: str
    direction: str


def draw_card(card: ShareCard) -> bytes:
    """Return the picture as PNG. Blocks. Letters that no font has are left out. Raises NotDrawnError."""
    families = TextFamilies()
    data: dict[str, Any] = {
        name: families.text(_keep_drawable(text))
        for name, text in structs.asdict(card).items()
        if name not in ("phase", "direction")
    }
    data |= {"phase": card.phase, "direction": card.direction, "families": families.list_all()}
    return draw_template(_TEMPLATE, {"card.json": as_json(data)}, how=PNG, apart=False)


def _keep_drawable(text: str) -> str:
    missing = missing_glyphs([text]).get(text, ())
    return "".join(letter for letter in text if letter not in missing)
