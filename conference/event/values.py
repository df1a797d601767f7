"""Convert tables of an event's files to typed entries, and find every missing, unknown or wrong value."""

from __future__ import annotations

import types
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from conference.event import model
from conference.event.documents import Finding
from conference.event.errors import Problem, propose
from conference.event.kinds import DecisionTime
from conference.event.toml_lines import Path
from conference.languages import LANGUAGES, Text

E = TypeVar("E", bound=msgspec.Struct)

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Years of an event's times, so that every time zone and time span can be added to them."""

LONGEST_TEXT = 500
"""Characters of a text: the longest that a page, a screen and a badge can still show."""

_EXPECTED: dict[Any, str] = {
    model.Code: "a name of at most 48 letters A–Z, digits, '.', '_' and '-'",
    model.Colour: 'a colour such as "#0b5cab"',
    model.StreamAddress: "an address that begins with https://, of at most 254 characters",
    model.LogoFile: 'the name of a file such as "logo.png" or "logo.webp"',
    model.PictureFile: 'the name of a file such as "hall.jpg" or "hall.png"',
    model.Letter: "one or two capital letters A–Z",
    model.Mark: "one or two characters",
    model.ClosingTime: 'a time such as "04:00", or "never"',
    DecisionTime: '"at_once", or hours such as ["10:00", "18:00"]',
    model.EmailAddress: "an e-mail address",
    model.Telephone: "a telephone number such as +84 24 5555 0100",
    model.Iso2: "two capital letters, a country's code of ISO 3166",
    model.ZoneBit: "a whole number from 0 to 15",
    model.Count: "a whole number from 1 to 1000000",
    model.Order: "a whole number from 0 to 1000000",
    model.Seconds: "a whole number of seconds from 0 to 86400",
    model.ReviewHours: "a whole number from 1 to 2000",
    model.RetentionDays: "a whole number of days from 1 to 3650",
    model.DayBadgeCount: "a whole number from 0 to 2000",
    model.RowCount: "a whole number from 1 to 200",
    model.AnswerLimit: "a whole number from 1 to 1000000000",
    model.Megabytes: "a whole number from 1 to 50",
    model.FileCount: "a whole number from 1 to 10",
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2025-10-25",
    datetime: "a date and time such as 2025-10-25T09:00:00+07:00",
}

_NAMES: dict[Any, str] = {
    model.Code: "code",
    model.Colour: "colour",
    model.StreamAddress: "address",
    model.LogoFile: "file",
    model.PictureFile: "file",
    model.Letter: "letter",
    model.Mark: "mark",
    model.ClosingTime: "closing_time",
    DecisionTime: "decision_time",
    model.EmailAddress: "email",
    model.Telephone: "telephone",
    model.Iso2: "country",
    model.ZoneBit: "bit",
    model.Count: "count",
    model.Order: "order",
    model.Seconds: "seconds",
    model.ReviewHours: "hours",
    model.DayBadgeCount: "day_badges",
    model.RetentionDays: "retention_days",
    model.RowCount: "rows",
    model.AnswerLimit: "limit",
    model.Megabytes: "up_to_50",
    model.FileCount: "up_to_10",
    str: "text",
    int: "number",
    bool: "choice",
    date: "date",
    datetime: "moment",
}


def type_name(kind: Any) -> str:
    """Return the name of a scalar type, such as "colour"; "choice" for a Literal."""
    return _NAMES.get(without_none(kind), "choice")


class TableReader:
    """Reads the tables of one file. What is wrong is added to `findings`."""

    def __init__(self, file: str, languages: Sequence[str], findings: list[Finding]) -> None:
        self._file = file
        self._languages = languages
        self._findings = findings

    def read(self, kind: type[E], table: object, path: Path, *, given: Mapping[str, Any] | None = None) -> E | None:
        """Return the entry, or None if it has a fault. `given` are values of fields that the file does not contain."""
        if not isinstance(table, dict):
            self._add_fault(path, "expected a table of keys")
            return None
        before = len(self._findings)
        given = given or {}
        fields = _fields_of(kind)
        for key in table:
            if key not in fields or key in given:
                self._add_fault((*path, key), "unknown key", propose(key, fields.keys() - given.keys()))
        values = dict(given)
        for name, one in fields.items():
            if name in given:
                continue
            if name in table:
                values[name] = self._read_value(one.type, table[name], (*path, name))
            elif one.required:
                self._add_fault(
                    (*path, name), Problem("missing", "missing"), f"add {_example_of(name, one.type, self._languages)}"
                )
        return kind(**values) if len(self._findings) == before else None

    def read_text(self, value: object, path: Path) -> Text:
        """Return a text in the event's languages, in their order."""
        if not isinstance(value, dict):
            problem = Problem("expected one text a language", "missing")
            self._add_fault(path, problem, f"write {path[-1]}.{_first(self._languages)} = …")
            return {}
        for code, words in value.items():
            self._check_wording(code, words, (*path, code))
        missing = [code for code in self._languages if code not in value]
        if missing:
            name = str(path[-1])
            problem = Problem(f"no text in {', '.join(missing)}", "missing")
            self._add_fault(path, problem, f"add {', '.join(f'{name}.{code}' for code in missing)}")
        return {code: value[code] for code in self._languages if code in value}

    def _check_wording(self, code: str, words: object, path: Path) -> None:
        if code not in LANGUAGES:
            self._add_fault(path, "unknown language", propose(code, LANGUAGES))
        elif self._languages and code not in self._languages:
            self._add_fault(
                path, "not a language of the event", f"remove it, or add {code!r} to languages in event.toml"
            )
        elif not isinstance(words, str):
            self._add_fault(path, f"expected {_EXPECTED[str]}")
        elif not words.strip():
            self._add_fault(path, Problem("empty", "missing"))
        else:
            self._check_characters(words, path)

    def _check_characters(self, words: str, path: Path) -> None:
        if len(words) > LONGEST_TEXT:
            problem = Problem(f"{len(words)} characters", "long", str(LONGEST_TEXT))
            self._add_fault(path, problem, f"shorten it to {LONGEST_TEXT}")
        if not words.isprintable() and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in words):
            problem = Problem("contains a control character or a line break", "control")
            self._add_fault(path, problem, "write it in one line")

    def read_wording(self, words: str, code: str, path: Path) -> None:
        """Find what is wrong with the wording of a text in a language."""
        self._check_wording(code, words, path)

    def _read_value(self, kind: Any, value: object, path: Path) -> Any:
        kind = without_none(kind)
        if kind == Text:
            return self.read_text(value, path)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.read(kind, value, path)
        if get_origin(kind) is tuple:
            return self._read_list(get_args(kind)[0], value, path)
        return self._read_scalar(kind, value, path)

    def _read_list(self, kind: Any, value: object, path: Path) -> tuple[Any, ...]:
        if kind is DecisionTime and isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            self._add_fault(path, "expected a list in brackets [ ]")
            return ()
        return tuple(self._read_value(kind, one, (*path, number)) for number, one in enumerate(value))

    def _read_scalar(self, kind: Any, value: object, path: Path) -> object:
        try:
            read = _convert_scalar(value, kind)
        except (msgspec.ValidationError, TypeError):
            said = f"expected {_describe_type(kind)}, not {_show_value(value)}"
            self._add_fault(path, Problem(said, f"expected_{type_name(kind)}"), _proposed_value(kind, value))
            return None
        if isinstance(read, str):
            self._check_characters(read, path)
        if isinstance(read, datetime):
            self._check_moment(read, path)
        elif isinstance(read, date):
            self._check_year(read.year, path)
        return read

    def _check_moment(self, moment: datetime, path: Path) -> None:
        if moment.tzinfo is None:
            self._add_fault(path, "a time needs an offset", f"write {moment.isoformat()}+00:00 with the venue's offset")
        else:
            self._check_year(moment.year, path)

    def _check_year(self, year: int, path: Path) -> None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self._add_fault(path, Problem(f"not between {FIRST_YEAR} and {LAST_YEAR}", "year"))

    def _add_fault(self, path: Path, problem: str, proposal: str = "") -> None:
        self._findings.append(Finding(self._file, path, problem, proposal))


@cache
def _fields_of(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {one.name: one for one in msgspec.structs.fields(kind)}


@lru_cache(maxsize=4096, typed=True)
def _convert_scalar(value: object, kind: Any) -> object:
    """Return the value as `kind`. Raises ValidationError, or TypeError for a list or a table."""
    return msgspec.convert(value, kind)


def without_none(kind: Any) -> Any:
    """Return the type of a value that may be missing."""
    if get_origin(kind) in {Union, types.UnionType}:
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    return kind


def _describe_type(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(repr, get_args(kind)))}"
    return _EXPECTED.get(kind, "another value")


def _proposed_value(kind: Any, value: object) -> str:
    if get_origin(kind) is Literal and isinstance(value, str):
        proposal = propose(value, get_args(kind))
        return proposal if proposal.startswith("did") else ""
    return ""


def _show_value(value: object) -> str:
    if isinstance(value, dict):
        return "a table of keys"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, date):
        return str(value)
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


def _first(languages: Sequence[str]) -> str:
    return languages[0] if languages else "en"


def _example_of(name: str, kind: Any, languages: Sequence[str]) -> str:
    kind = without_none(kind)
    if kind == Text:
        return ", ".join(f"{name}.{code}" for code in languages or ("en",))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return f"a table [{name}]"
    if get_origin(kind) is tuple:
        return f"{name} = [ … ]"
    return f"{name}: {_describe_type(kind)}"
