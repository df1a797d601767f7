"""Stored passport data: what is kept of a zone, how it is read, and what is masked. Pure."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.passports.zones import Zone

_SHOWN_SIGNS = 3
_CENTURY = 100


class NewPassport(Struct, frozen=True):
    """Passport to store: the kept zone, and the document (`document_of`), of which only a keyed hash is stored."""

    id: str
    application_id: str
    zone: Zone
    document: str


class PassportState(StrEnum):
    """Whether passport data can be read: there are none, they were destroyed, or their key is missing or wrong."""

    READABLE = "readable"
    NONE = "none"
    DESTROYED = "destroyed"
    UNREADABLE = "unreadable"


class PassportReading(Struct, frozen=True):
    """Stored passport as read: the zone is None unless the state is `READABLE`."""

    state: PassportState
    zone: Zone | None = None


class MaskedPassport(Struct, frozen=True):
    """Passport for those who need not see it whole: last signs of the number and year of birth, "" if not kept."""

    family: str
    given: str
    number_end: str
    birth_year: str
    issuer: str
    nationality: str
    expires_on: date | None


def document_of(zone: Zone) -> str:
    """Return the identity of a document: issuer and number."""
    return f"{zone.issuer}/{zone.number}"


def mask_zone(zone: Zone, today: date) -> MaskedPassport:
    """Return what everybody who vets may see of a zone."""
    family, given = zone.names
    return MaskedPassport(
        family=family,
        given=given,
        number_end=zone.number[-_SHOWN_SIGNS:],
        birth_year=full_birth_year(zone.birth_year, today),
        issuer=zone.issuer,
        nationality=zone.nationality,
        expires_on=zone.expires_on,
    )


def full_birth_year(digits: str, today: date) -> str:
    """Return the year of birth of two digits, not after today's; "" for none."""
    if not digits:
        return ""
    century = today.year - today.year % _CENTURY
    year = century + int(digits)
    return str(year if year <= today.year else year - _CENTURY)


def birth_date_of(zone: Zone, today: date) -> date | None:
    """Return the date of birth, None if it was not kept or is not known to the day."""
    try:
        return date.fromisoformat(full_birth_date(zone, today))
    except ValueError:
        return None


def full_birth_date(zone: Zone, today: date) -> str:
    """Return the date of birth as YYYY-MM-DD, its unknown parts left out; "" if it was not kept."""
    digits = zone.field("birth")
    parts = [full_birth_year(zone.birth_year, today), digits[2:4].rstrip("<"), digits[4:].rstrip("<")]
    return "-".join(part for part in parts if part)
