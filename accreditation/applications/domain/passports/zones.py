"""Machine-readable zones: two lines of 44 signs (TD3, passports), or three of 30 (TD1, identity cards).

Layouts are those of ICAO Doc 9303-4 and 9303-5 §4.2. `accreditation/applications/static/passports/zones.mjs` reads
zones equally in browsers; tests/vectors/passports.json keeps both equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

FILLER = "<"


class ZoneKind(StrEnum):
    """Size of a document with a machine-readable zone."""

    TD3 = "TD3"
    TD1 = "TD1"


class Span(Struct, frozen=True):
    """Signs `start` to `end` (exclusive) of a line, all counted from 0."""

    line: int
    start: int
    end: int


class Check(Struct, frozen=True):
    """A check digit and the spans that it protects."""

    digit: Span
    spans: tuple[Span, ...]


class Layout(Struct, frozen=True):
    """Lines of a kind of zone: their number and width, the places of its fields, its check digits.

    `names` is the field of the names. The last check is the composite one.
    """

    count: int
    width: int
    fields: Mapping[str, Span]
    checks: tuple[Check, ...]


_TD3 = Layout(
    count=2,
    width=44,
    fields=MappingProxyType(
        {
            "code": Span(0, 0, 2),
            "issuer": Span(0, 2, 5),
            "names": Span(0, 5, 44),
            "number": Span(1, 0, 9),
            "nationality": Span(1, 10, 13),
            "birth": Span(1, 13, 19),
            "sex": Span(1, 20, 21),
            "expiry": Span(1, 21, 27),
            "optional": Span(1, 28, 42),
        }
    ),
    checks=(
        Check(Span(1, 9, 10), (Span(1, 0, 9),)),
        Check(Span(1, 19, 20), (Span(1, 13, 19),)),
        Check(Span(1, 27, 28), (Span(1, 21, 27),)),
        Check(Span(1, 42, 43), (Span(1, 28, 42),)),
        Check(Span(1, 43, 44), (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43))),
    ),
)

_TD1 = Layout(
    count=3,
    width=30,
    fields=MappingProxyType(
        {
            "code": Span(0, 0, 2),
            "issuer": Span(0, 2, 5),
            "number": Span(0, 5, 14),
            "optional": Span(0, 15, 30),
            "birth": Span(1, 0, 6),
            "sex": Span(1, 7, 8),
            "expiry": Span(1, 8, 14),
            "nationality": Span(1, 15, 18),
            "optional_2": Span(1, 18, 29),
            "names": Span(2, 0, 30),
        }
    ),
    checks=(
        Check(Span(0, 14, 15), (Span(0, 5, 14),)),
        Check(Span(1, 6, 7), (Span(1, 0, 6),)),
        Check(Span(1, 14, 15), (Span(1, 8, 14),)),
        Check(Span(1, 29, 30), (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29))),
    ),
)

LAYOUTS: Mapping[ZoneKind, Layout] = MappingProxyType({ZoneKind.TD3: _TD3, ZoneKind.TD1: _TD1})


@dataclass(frozen=True, slots=True)
class Zone:
    """The lines of a zone, each of its layout's width."""

    kind: ZoneKind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines, one under the other."""
        return "\n".join(self.lines)

    @property
    def issuer(self) -> str:
        """ICAO code of the issuing State or organization, one to three letters."""
        return self.field("issuer").rstrip(FILLER)

    @property
    def nationality(self) -> str:
        """ICAO code of the holder's nationality, one to three letters, empty if it was not kept."""
        return self.field("nationality").rstrip(FILLER)

    @property
    def number(self) -> str:
        """Document number, empty if it was not kept; one of an identity card may continue in the optional data."""
        number = self.field("number")
        if self.kind is ZoneKind.TD1 and self.lines[0][14] == FILLER:
            return number + long_number_rest(self.lines[0])[:-1]
        return number.rstrip(FILLER)

    @property
    def names(self) -> tuple[str, str]:
        """Family name and given names with single spaces; one of them may be empty."""
        family, _, given = self.field("names").partition(FILLER * 2)
        return " ".join(family.replace(FILLER, " ").split()), " ".join(given.replace(FILLER, " ").split())

    @property
    def fills_names(self) -> bool:
        """Whether the names reach the last sign of their field, so that they may be cut."""
        return not self.field("names").endswith(FILLER)

    @property
    def expires_on(self) -> date | None:
        """Last day of the document's validity, None if the date is none."""
        return read_expiry(self.field("expiry"))

    @property
    def birth_year(self) -> str:
        """Last two digits of the year of birth, empty if it is unknown or was not kept."""
        return self.field("birth")[:2].rstrip(FILLER)

    def field(self, name: str) -> str:
        """Return the signs of a field with its fillers. Raises KeyError."""
        span = LAYOUTS[self.kind].fields[name]
        return self.lines[span.line][span.start : span.end]


def long_number_rest(line: str) -> str:
    """Return the rest of a long document number in the optional data of a TD1 line, its check digit at the end."""
    return line[15:].partition(FILLER)[0]


def read_expiry(digits: str) -> date | None:
    """Return the date of six digits YYMMDD of an expiry, years 70 to 99 before 2000; None if it is no date."""
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    year = int(digits[:2])
    try:
        return date(year + (1900 if year >= 70 else 2000), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return None


def is_birth_date(digits: str) -> bool:
    """Return whether six signs are a date of birth YYMMDD, of which the day, or month and day, may be fillers."""
    year, month, day = digits[:2], digits[2:4], digits[4:]
    if digits == FILLER * 6:
        return True
    if not (year.isascii() and year.isdigit()):
        return False
    if month == FILLER * 2:
        return day == FILLER * 2
    if not (month.isdigit() and 1 <= int(month) <= 12):
        return False
    return day == FILLER * 2 or (day.isdigit() and 1 <= int(day) <= 31)


def without_personal_data(zone: Zone, *, keep_number: bool, keep_birth_date: bool) -> Zone:
    """Return the zone with fillers in the place of what is not kept.

    Optional data, which may hold a personal number, and composite check digits go with either.
    """
    if keep_number and keep_birth_date:
        return zone
    layout, lines = LAYOUTS[zone.kind], [list(line) for line in zone.lines]
    names = ["optional", "optional_2"]
    names += [] if keep_number else ["number"]
    names += [] if keep_birth_date else ["birth"]
    spans = [layout.fields[name] for name in names if name in layout.fields]
    digits = [check.digit for check in layout.checks if set(check.spans) & set(spans)]
    for span in (*spans, *digits, layout.checks[-1].digit):
        lines[span.line][span.start : span.end] = FILLER * (span.end - span.start)
    return Zone(zone.kind, tuple("".join(line) for line in lines))
