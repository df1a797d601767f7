"""Badge art: draws badges as PDF or PNG, and tokens as the geometry of QR codes."""

from accreditation.badges.art.badge_content import (
    BadgeBack,
    BadgeFace,
    DeskDay,
    DeskNote,
    QrShape,
    ZoneKey,
    ZoneMark,
)
from accreditation.badges.art.errors import (
    MissingGlyphError,
    NamelessBadgeError,
    UnprintableTokenError,
    UnreadablePhotoError,
    UnsupportedLayoutError,
)
from accreditation.badges.art.page import badge_png, badges_pdf, refuse_unprintable
from accreditation.badges.art.qr import qr_shape
from conference.typesetting.errors import NotDrawnError
from conference.typesetting.glyphs import missing_glyphs

__all__ = [
    "BadgeBack",
    "BadgeFace",
    "DeskDay",
    "DeskNote",
    "MissingGlyphError",
    "NamelessBadgeError",
    "NotDrawnError",
    "QrShape",
    "UnprintableTokenError",
    "UnreadablePhotoError",
    "UnsupportedLayoutError",
    "ZoneKey",
    "ZoneMark",
    "badge_png",
    "badges_pdf",
    "missing_glyphs",
    "qr_shape",
    "refuse_unprintable",
]
