"""Check digits of ICAO Doc 9303-3: the examples of the document, and every change of a digit."""

import pytest

from accreditation.applications.domain.passports.check_digits import check_digit, find_wrong_check
from accreditation.applications.domain.passports.zones import Span, Zone, ZoneKind

SPECIMEN = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


@pytest.mark.parametrize(
    ("text", "digit"),
    [("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("740812", "2"), ("ZE184226B<<<<<", "1"), ("<<<", "0")],
)
def test_check_digit_of_the_examples(text: str, digit: str) -> None:
    assert check_digit(text) == digit


def test_specimen_has_no_wrong_check_digit() -> None:
    assert find_wrong_check(Zone(ZoneKind.TD3, SPECIMEN)) is None


def test_first_wrong_check_digit_is_found() -> None:
    wrong = find_wrong_check(Zone(ZoneKind.TD3, (SPECIMEN[0], SPECIMEN[1].replace("7408122F", "7408132F"))))
    assert wrong is not None
    assert wrong.digit == Span(1, 19, 20)
