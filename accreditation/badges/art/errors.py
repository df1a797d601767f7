"""Errors of drawing badges; their messages are the texts `error.<code>` of the catalogues."""

from collections.abc import Mapping

from conference.errors import InvalidError, RostrumError, RuleError
from conference.texts.catalogues import key_family

ERRORS = key_family(
    "error.badge.",
    ("layout_unsupported", "missing_glyphs", "nameless", "not_drawn", "photo_unreadable", "token_unprintable"),
)


class MissingGlyphError(InvalidError):
    """Some badges cannot be printed as written; `missing` maps each badge's number to the missing characters."""

    def __init__(self, missing: Mapping[str, list[str]]) -> None:
        self.missing = missing
        characters = dict.fromkeys(character for listed in missing.values() for character in listed)
        super().__init__(
            "badge.missing_glyphs",
            badges=" · ".join(missing),
            characters=" · ".join(f"{character} {code_points(character)}" for character in characters),
        )


class NamelessBadgeError(InvalidError):
    """Neither name of the person has a printable character."""

    def __init__(self, number: str) -> None:
        super().__init__("badge.nameless", badge=number)


class UnreadablePhotoError(InvalidError):
    """The photo of a badge is not a JPEG that a printer reads."""

    def __init__(self, number: str) -> None:
        super().__init__("badge.photo_unreadable", badge=number)


class UnprintableTokenError(RostrumError):
    """The token is too long for a badge, or leaves the alphanumeric alphabet of QR codes."""

    def __init__(self, length: int) -> None:
        super().__init__("badge.token_unprintable", length=length)


class UnsupportedLayoutError(RuleError):
    """The event's template does not draw the back or the bleed that was asked for."""

    def __init__(self) -> None:
        super().__init__("badge.layout_unsupported")


def code_points(character: str) -> str:
    """Format the code points of a character, such as `U+12000`."""
    return " ".join(f"U+{ord(letter):04X}" for letter in character)
