"""Findings about a passport: its names and country against the typed ones, its expiry against the event. Pure."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.passports.zone_names import NameMatch, TypedNames, match_names
from accreditation.applications.domain.passports.zones import Zone


class PassportFinding(StrEnum):
    """What a passport's zone shows about an application."""

    NAMES_CUT = "names_cut"
    NAMES_TRANSLITERATED = "names_transliterated"
    NAMES_SHORTER = "names_shorter"
    NAMES_SWAPPED = "names_swapped"
    NAMES_DIFFERENT = "names_different"
    EXPIRED = "expired"
    EXPIRES_EARLY = "expires_early"
    COUNTRY_DIFFERENT = "country_different"


REMARKS = frozenset({PassportFinding.NAMES_CUT, PassportFinding.NAMES_TRANSLITERATED})
"""Findings that explain a difference; the others are warnings."""

_OF_NAMES = {
    NameMatch.CUT: PassportFinding.NAMES_CUT,
    NameMatch.TRANSLITERATED: PassportFinding.NAMES_TRANSLITERATED,
    NameMatch.SHORTER: PassportFinding.NAMES_SHORTER,
    NameMatch.SWAPPED: PassportFinding.NAMES_SWAPPED,
    NameMatch.DIFFERENT: PassportFinding.NAMES_DIFFERENT,
}

_SPECIAL_CODES = {"DE": "D"}
"""ICAO codes that are not those of ISO 3166 (Doc 9303-3 §5)."""


class PassportFacts(Struct, frozen=True):
    """What a zone is compared with: typed names, ICAO codes of the chosen country, the day, the event's last day."""

    names: TypedNames
    country_codes: Collection[str]
    today: date
    ends_on: date


def find_findings(zone: Zone, facts: PassportFacts) -> tuple[PassportFinding, ...]:
    """Return the findings, those about names first."""
    found = [_OF_NAMES.get(match_names(zone, facts.names))]
    if facts.country_codes and not {zone.issuer, zone.nationality} & set(facts.country_codes):
        found.append(PassportFinding.COUNTRY_DIFFERENT)
    if zone.expires_on is not None and zone.expires_on < facts.today:
        found.append(PassportFinding.EXPIRED)
    elif zone.expires_on is not None and zone.expires_on < facts.ends_on:
        found.append(PassportFinding.EXPIRES_EARLY)
    return tuple(finding for finding in found if finding is not None)


def icao_codes(iso2: str, iso3: str) -> tuple[str, ...]:
    """Return the codes of a country in zones, given its codes of ISO 3166 (of other passports: ICAO's)."""
    special = _SPECIAL_CODES.get(iso2)
    return (iso3, special) if special else (iso3,)
