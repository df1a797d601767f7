"""Read a typed machine-readable zone: spaces, small letters, similar signs and missing fillers are corrected."""

from collections.abc import Iterable
from itertools import product

from accreditation.applications.domain.passports.check_digits import SIGNS, find_wrong_check
from accreditation.applications.domain.passports.zones import (
    FILLER,
    LAYOUTS,
    Check,
    Layout,
    Span,
    Zone,
    ZoneKind,
    is_birth_date,
)
from conference.texts.stream_safe import normalize
from conference.texts.typed_text import Problem, western_digits

MAX_TYPED = 400
"""Characters of a typed zone that are read; a zone has at most 90 signs."""

_FILLERS = str.maketrans({"«": "<<", "≪": "<<", "《": "<<", "‹": "<", "\u3008": "<", "⟨": "<", "˂": "<"})
_AS_DIGITS = str.maketrans("OQDILZSBG", "000112586")
_AS_LETTERS = str.maketrans("01", "OI")
_ALIKE = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_MAX_ALIKE = 6
"""Similar signs of a document number that are tried both ways: at most 2 to this power numbers."""

_LETTERS = ("code", "issuer", "nationality", "names")
_DIGITS = ("birth", "expiry")
_DOCUMENTS = {ZoneKind.TD3: "P", ZoneKind.TD1: "ACI"}
"""First letters of the document codes of passports and of identity cards."""

_MAX_MISSING = 8
"""Fillers before the last check digit that may be missing."""

_SHORTEST_NAMES = 12
"""Signs of a line of names whose fillers were not typed."""


def read_zone(text: str) -> Zone | Problem:
    """Return the zone of a typed text, with correct check digits, or why it is none.

    Problems: `passport.lines` (not two lines of 44 or three of 30), `passport.length` (of one line), `passport.sign`,
    `passport.document`, `passport.check`, `passport.composite`, `passport.date`. Lines and signs are counted from 1.
    """
    lines = _lines_of(text[:MAX_TYPED])
    kind = next((kind for kind, layout in LAYOUTS.items() if layout.count == len(lines)), None)
    if kind is None:
        return Problem("passport.lines", {"count": len(lines)})
    layout = LAYOUTS[kind]
    fitted = [_fit_line(line, layout, number) for number, line in enumerate(lines)]
    problems = (_problem_of_line(line, layout.width, number + 1) for number, line in enumerate(fitted))
    problem = next(filter(None, problems), None)
    if problem is not None:
        return problem
    zone = _with_right_number(_with_likely_signs(Zone(kind, tuple(fitted))))
    return _find_problem(zone) or zone


def _problem_of_line(line: str, width: int, number: int) -> Problem | None:
    wrong = next((place for place, sign in enumerate(line) if sign not in SIGNS), None)
    if wrong is not None:
        return Problem("passport.sign", {"line": number, "sign": wrong + 1, "letter": line[wrong]})
    if len(line) != width:
        return Problem("passport.length", {"line": number, "length": len(line), "expected": width})
    return None


def _lines_of(text: str) -> list[str]:
    """Return the lines as typed, or as they must have been: by white space, or by the number of signs."""
    cleaned = western_digits(normalize("NFKC", text.translate(_FILLERS))).upper()
    lines = [joined for line in cleaned.splitlines() if (joined := "".join(line.split()))]
    counts = {layout.count for layout in LAYOUTS.values()}
    if len(lines) in counts:
        return lines
    words, signs = cleaned.split(), "".join(cleaned.split())
    for layout in LAYOUTS.values():
        if len(signs) == layout.count * layout.width:
            return [signs[start : start + layout.width] for start in range(0, len(signs), layout.width)]
    return words if len(words) in counts and min(map(len, words)) >= _SHORTEST_NAMES else lines


def _fit_line(line: str, layout: Layout, number: int) -> str:
    """Return the line with as many fillers as its width needs, if only fillers are missing or too many."""
    if len(line) == layout.width or len(line) < _SHORTEST_NAMES:
        return line
    if not any(check.digit == Span(number, layout.width - 1, layout.width) for check in layout.checks):
        return line.rstrip(FILLER).ljust(layout.width, FILLER)
    end = line.rfind(FILLER) + 1
    kept = line[:end].rstrip(FILLER)
    fillers = layout.width - len(kept) - len(line[end:])
    is_likely = end > 0 and fillers > 0 and layout.width - len(line) <= _MAX_MISSING
    return kept + FILLER * fillers + line[end:] if is_likely else line


def _with_likely_signs(zone: Zone) -> Zone:
    """Return the zone with digits where only digits are possible, and letters where only letters are."""
    layout, lines = LAYOUTS[zone.kind], list(zone.lines)
    digits = [layout.fields[name] for name in _DIGITS] + [check.digit for check in layout.checks]
    for spans, table in ((digits, _AS_DIGITS), ([layout.fields[name] for name in _LETTERS], _AS_LETTERS)):
        for span in spans:
            line = lines[span.line]
            lines[span.line] = _replace_span(line, span, line[span.start : span.end].translate(table))
    return Zone(zone.kind, tuple(lines))


def _replace_span(line: str, span: Span, signs: str) -> str:
    return line[: span.start] + signs + line[span.end :]


def _with_right_number(zone: Zone) -> Zone:
    """Return the zone with the nearest document number of similar signs that all check digits confirm, if it is one."""
    if find_wrong_check(zone) is None:
        return zone
    span, number = LAYOUTS[zone.kind].fields["number"], zone.field("number")
    right: dict[int, list[Zone]] = {}
    for found in _numbers_alike(zone, span):
        if find_wrong_check(found) is None:
            changed = sum(one != other for one, other in zip(number, found.field("number"), strict=True))
            right.setdefault(changed, []).append(found)
    nearest = right[min(right)] if right else []
    return nearest[0] if len(nearest) == 1 else zone


def _numbers_alike(zone: Zone, span: Span) -> Iterable[Zone]:
    number = zone.field("number")
    if sum(sign in _ALIKE for sign in number) > _MAX_ALIKE:
        return
    for signs in product(*(_ALIKE.get(sign, sign) for sign in number)):
        lines = list(zone.lines)
        lines[span.line] = _replace_span(lines[span.line], span, "".join(signs))
        yield Zone(zone.kind, tuple(lines))


def _find_problem(zone: Zone) -> Problem | None:
    if zone.lines[0][0] not in _DOCUMENTS[zone.kind]:
        return Problem("passport.document", {"line": 1, "sign": 1, "letter": zone.lines[0][0]})
    wrong = find_wrong_check(zone)
    if wrong is not None:
        return _problem_of_check(wrong)
    fields = LAYOUTS[zone.kind].fields
    if not is_birth_date(zone.field("birth")):
        return _problem_at("passport.date", fields["birth"])
    return None if zone.expires_on else _problem_at("passport.date", fields["expiry"])


def _problem_of_check(check: Check) -> Problem:
    """Return the problem of a check digit; a composite one that alone is wrong names the first of its signs."""
    place, span = check.digit, check.spans[0]
    params = {"line": place.line + 1, "sign": place.start + 1, "from_sign": span.start + 1, "to_sign": span.end}
    return Problem("passport.check" if len(check.spans) == 1 else "passport.composite", params)


def _problem_at(code: str, span: Span) -> Problem:
    return Problem(code, {"line": span.line + 1, "sign": span.start + 1})
