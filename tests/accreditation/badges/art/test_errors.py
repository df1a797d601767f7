"""Errors of drawing badges: their codes, parameters and notes."""

import pytest

from accreditation.badges.art.errors import (
    ERRORS,
    MissingGlyphError,
    NamelessBadgeError,
    UnprintableTokenError,
    UnreadablePhotoError,
    code_points,
)
from conference.errors import RostrumError
from conference.typesetting.errors import NotDrawnError


@pytest.mark.parametrize(
    "error",
    [
        MissingGlyphError({}),
        NamelessBadgeError("P-0001"),
        NotDrawnError("line 1"),
        UnprintableTokenError(900),
        UnreadablePhotoError("P-0001"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_code_of_each_error_has_a_text(error: RostrumError) -> None:
    assert error.code.removeprefix("badge.") in ERRORS


def test_missing_glyphs_are_listed_once_with_code_points() -> None:
    error = MissingGlyphError({"P-0002": ["𒀀", "\ue001"], "P-0003": ["𒀀"]})
    assert error.params == {"badges": "P-0002 · P-0003", "characters": "𒀀 U+12000 · \ue001 U+E001"}


@pytest.mark.parametrize(("character", "text"), [("A", "U+0041"), ("ދި", "U+078B U+07A8"), ("𒀀", "U+12000"), ("", "")])
def test_code_points_have_at_least_four_digits(character: str, text: str) -> None:
    assert code_points(character) == text
