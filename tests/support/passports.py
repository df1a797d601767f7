"""Passports of fictional applicants."""

from accreditation.applications.domain.passports.check_digits import check_digit
from accreditation.applications.domain.passports.reading import read_zone
from accreditation.applications.domain.passports.zones import Zone


def passport_lines(
    *,
    family: str = "NGUYEN",
    given: str = "THI HOA",
    country: str = "VNM",
    number: str = "C1234567X",
    expiry: str = "300131",
) -> str:
    """Return the two lines of a passport with correct check digits; the holder was born on 12 August 1974."""
    names = f"{family}<<{given}".replace(" ", "<")
    first = f"P<{country}{names}".ljust(44, "<")[:44]
    parts = [with_check(number.ljust(9, "<")), country, with_check("740812"), "F", with_check(expiry), "<" * 15]
    second = "".join(parts)
    return f"{first}\n{second}{check_digit(second[:10] + second[13:20] + second[21:43])}"


def passport_zone(**parts: str) -> Zone:
    """Return the zone of `passport_lines`."""
    zone = read_zone(passport_lines(**parts))
    assert isinstance(zone, Zone)
    return zone


def with_check(text: str) -> str:
    """Return the text with its check digit."""
    return text + check_digit(text)
