"""Check digits of ICAO Doc 9303-3 §4.9: weights 7, 3, 1, modulo 10."""

from accreditation.applications.domain.passports.zones import FILLER, LAYOUTS, Check, Zone, ZoneKind, long_number_rest

_VALUES = {FILLER: 0} | {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_WEIGHTS = (7, 3, 1)

SIGNS = frozenset(_VALUES)
"""The signs of a zone: A to Z, 0 to 9 and the filler."""


def check_digit(text: str) -> str:
    """Return the check digit of a text of `SIGNS`. Raises KeyError for another sign."""
    return str(sum(_VALUES[sign] * _WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)


def find_wrong_check(zone: Zone) -> Check | None:
    """Return the first check digit that does not fit the signs that it protects, or None."""
    return next((check for check in LAYOUTS[zone.kind].checks if not _is_right(zone, check)), None)


def _is_right(zone: Zone, check: Check) -> bool:
    place = check.digit
    digit = zone.lines[place.line][place.start]
    text = "".join(zone.lines[span.line][span.start : span.end] for span in check.spans)
    if digit == FILLER and check.spans == (LAYOUTS[zone.kind].fields["number"],) and zone.kind is ZoneKind.TD1:
        rest = long_number_rest(zone.lines[0])
        return len(rest) > 1 and check_digit(text + rest[:-1]) == rest[-1]
    if digit == FILLER and not text.strip(FILLER):
        return True  # optional data may be empty, its check digit too
    return digit == check_digit(text)
