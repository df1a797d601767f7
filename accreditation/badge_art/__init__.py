"""Badge art: a badge's face as a page of a PDF or as a picture, its token as the geometry of a QR code."""

from accreditation.badge_art.errors import (
    MissingGlyphError,
    NamelessBadgeError,
    NotDrawnError,
    UnprintableTokenError,
    UnreadablePhotoError,
)
from accreditation.badge_art.faces import BadgeFace, QrShape, ZoneMark
from accreditation.badge_art.glyphs import missing_glyphs
from accreditation.badge_art.page import badge_png, badges_pdf, refuse_unprintable
from accreditation.badge_art.qr import qr_shape

__all__ = [
    "BadgeFace",
    "MissingGlyphError",
    "NamelessBadgeError",
    "NotDrawnError",
    "QrShape",
    "UnprintableTokenError",
    "UnreadablePhotoError",
    "ZoneMark",
    "badge_png",
    "badges_pdf",
    "missing_glyphs",
    "qr_shape",
    "refuse_unprintable",
]
