"""Passport lines in the application form: what is asked, errors, and warnings at the fields that differ. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from accreditation.applications.domain.passports.findings import PassportFacts, PassportFinding, find_findings
from accreditation.applications.domain.passports.reading import MAX_TYPED, read_zone
from accreditation.applications.domain.passports.zone_names import TypedNames
from accreditation.applications.domain.passports.zones import Zone
from conference.texts.typed_text import Problem, presentable_lines

PASSPORT_LINE = "passport_line"
"""Name of the field."""

_FIELDS_OF_WARNINGS: Mapping[PassportFinding, str] = {
    PassportFinding.NAMES_SWAPPED: "family_name",
    PassportFinding.NAMES_DIFFERENT: "family_name",
    PassportFinding.NAMES_SHORTER: "given_name",
    PassportFinding.COUNTRY_DIFFERENT: "country",
    PassportFinding.EXPIRES_EARLY: PASSPORT_LINE,
}
"""Finding → the field at which the applicant is warned, if it is open; else the passport's field."""


@dataclass(frozen=True, slots=True)
class PassportRules:
    """Whether the lines are required, ICAO codes by country, and the event's last day."""

    is_required: bool
    country_codes: Mapping[str, Collection[str]]
    ends_on: date


class TypedPassport(Struct, frozen=True):
    """Lines as shown again, and their zone or problem; neither of an empty field that may be empty."""

    shown: str
    zone: Zone | None = None
    problem: Problem | None = None


def read_passport(typed: str, rules: PassportRules | None) -> TypedPassport:
    """Read the field. Without rules it is not asked, and what was sent is dropped."""
    if rules is None:
        return TypedPassport("")
    if not typed.strip():
        return TypedPassport("", problem=Problem("passport.missing") if rules.is_required else None)
    found = read_zone(typed)
    if isinstance(found, Zone):
        return TypedPassport(found.text, found)
    return TypedPassport(presentable_lines(typed[:MAX_TYPED]), problem=found)


def passport_warnings(
    zone: Zone, rules: PassportRules, names: TypedNames, *, country: str, fields: Collection[str]
) -> dict[str, Problem]:
    """Return a warning for each finding, at one of `fields`, which are open."""
    facts = PassportFacts(names, rules.country_codes.get(country, ()), date.min, rules.ends_on)
    family, given = zone.names
    params: Mapping[str, object] = {
        "family": family,
        "given": given,
        "code": zone.issuer,
        "date": zone.expires_on,
    }
    return {
        place if place in fields else PASSPORT_LINE: Problem(f"passport.{finding}", params)
        for finding in reversed(find_findings(zone, facts))
        if (place := _FIELDS_OF_WARNINGS.get(finding))
    }
