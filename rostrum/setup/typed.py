"""Values of the event as a form shows them, and typed values as tables of the event's files.

What is typed is a dict of texts by the path of the value with points between: `hours.0.valid_from`, `name.fr`, and
`zones.press` for each name that is chosen. A text that is no number or date stays a text: the checks of the event
refuse it at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from conference.event.export import plain_value
from conference.texts.stream_safe import normalize
from conference.web.form_bodies import MAX_FIELD_CHARACTERS
from conference.web.forms import parse_integer
from rostrum.setup.inputs import Input, InputKind

Typed = dict[str, str]

YES = "yes"
REMOVED = "-remove"
"""Added to the path of a row for the box that removes it."""

MOST_ROWS = 40


class FormScope(Struct, frozen=True):
    """What texts are read and shown by: languages of the event, the venue's time zone."""

    languages: Sequence[str]
    zone: ZoneInfo


def show_values(inputs: Sequence[Input], values: Mapping[str, Any], scope: FormScope) -> Typed:
    """Return the values of an entry as texts."""
    typed: Typed = {}
    for one in inputs:
        typed |= _show_value(one, one.field, values.get(one.field), scope)
    return typed


def _show_value(one: Input, at: str, value: Any, scope: FormScope) -> Typed:
    if value is None or one.kind is InputKind.GROUP:
        return {} if value is None else _show_children(one, at, value, scope)
    match one.kind:
        case InputKind.TEXT:
            return {f"{at}.{code}": words for code, words in value.items()}
        case InputKind.MANY:
            return {f"{at}.{name}": YES for name in value}
        case InputKind.TEXTS:
            return {f"{at}.{number}.{code}": words for number, text in enumerate(value) for code, words in text.items()}
        case InputKind.ROWS:
            rows = (_show_children(one, f"{at}.{number}", row, scope) for number, row in enumerate(value))
            return {name: text for row in rows for name, text in row.items()}
    return {at: _show_scalar(one.kind, value, scope)}


def _show_children(one: Input, at: str, values: Struct, scope: FormScope) -> Typed:
    typed: Typed = {}
    for child in one.children:
        typed |= _show_value(child, f"{at}.{child.field}", getattr(values, child.field), scope)
    return typed


def _show_scalar(kind: InputKind, value: Any, scope: FormScope) -> str:
    if kind is InputKind.MOMENT:
        local = value.astimezone(scope.zone).replace(tzinfo=None)
        return str(local.isoformat(timespec="minutes" if not local.second else "seconds"))
    if kind is InputKind.WORDS:
        return " ".join(value)
    if kind is InputKind.CHECK:
        return YES if value else ""
    return str(value)


def read_values(inputs: Sequence[Input], typed: Typed, scope: FormScope) -> dict[str, Any]:
    """Return typed values as a table; None for a value that is left out."""
    return {one.field: _read_value(one, one.field, typed, scope) for one in inputs}


def merge_hidden(table: Mapping[str, Any], before: Struct | None) -> dict[str, Any]:
    """Return a table in which values of nested structures that a form does not show are as before."""
    merged = dict(table)
    for name, value in table.items():
        old = getattr(before, name, None)
        if isinstance(value, dict) and isinstance(old, Struct):
            both = plain_value(old) | value
            merged[name] = {key: one for key, one in both.items() if one is not None}
    return merged


def _read_value(one: Input, at: str, typed: Typed, scope: FormScope) -> Any:
    return _READERS[one.kind](one, at, typed, scope)


def _read_text(one: Input, at: str, typed: Typed, scope: FormScope) -> dict[str, str] | None:
    text = _read_wordings(at, typed, scope)
    return text if one.is_required or any(text.values()) else None


def _read_wordings(at: str, typed: Typed, scope: FormScope) -> dict[str, str]:
    return {code: clean_line(typed.get(f"{at}.{code}", "")) for code in scope.languages}


def _read_texts(_: Input, at: str, typed: Typed, scope: FormScope) -> list[dict[str, str]]:
    return [_read_wordings(f"{at}.{number}", typed, scope) for number in row_numbers(at, typed)]


def _read_names(_: Input, at: str, typed: Typed, __: FormScope) -> list[str]:
    return [name.removeprefix(f"{at}.") for name in typed if name.startswith(f"{at}.") and typed[name]]


def _read_rows(one: Input, at: str, typed: Typed, scope: FormScope) -> list[dict[str, Any]]:
    rows = (_read_children(one, f"{at}.{number}", typed, scope) for number in row_numbers(at, typed))
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _read_group(one: Input, at: str, typed: Typed, scope: FormScope) -> dict[str, Any] | None:
    """Return a group; None for one that may be left out and in which nothing is typed."""
    is_empty = not any(value.strip() for name, value in typed.items() if name.startswith(f"{at}."))
    if is_empty and not one.is_required and any(child.is_required for child in one.children):
        return None
    return _read_children(one, at, typed, scope)


def _read_children(one: Input, at: str, typed: Typed, scope: FormScope) -> dict[str, Any]:
    return {child.field: _read_value(child, f"{at}.{child.field}", typed, scope) for child in one.children}


def _read_check(_: Input, at: str, typed: Typed, __: FormScope) -> bool:
    return bool(typed.get(at))


def _read_words(_: Input, at: str, typed: Typed, __: FormScope) -> list[str]:
    return typed.get(at, "").replace(",", " ").split()


def _read_line(_: Input, at: str, typed: Typed, __: FormScope) -> str | None:
    return clean_line(typed.get(at, "")) or None


def _read_colour(_: Input, at: str, typed: Typed, __: FormScope) -> str | None:
    return clean_line(typed.get(at, "")).lower() or None


def _read_number(_: Input, at: str, typed: Typed, __: FormScope) -> int | str | None:
    text = clean_line(typed.get(at, ""))
    number = parse_integer(text)
    return number if number is not None else text or None


def _read_date(_: Input, at: str, typed: Typed, __: FormScope) -> date | str | None:
    text = clean_line(typed.get(at, ""))
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text or None


def _read_moment(_: Input, at: str, typed: Typed, scope: FormScope) -> datetime | str | None:
    """Return the moment of a time by the venue's clock, with the offset that it has then."""
    text = clean_line(typed.get(at, ""))
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=scope.zone)
        return local.astimezone(UTC).astimezone(timezone(local.utcoffset() or timedelta()))
    except (ValueError, OverflowError):
        return text or None


_READERS: Mapping[InputKind, Callable[[Input, str, Typed, FormScope], Any]] = {
    InputKind.TEXT: _read_text,
    InputKind.TEXTS: _read_texts,
    InputKind.LINE: _read_line,
    InputKind.WORDS: _read_words,
    InputKind.NUMBER: _read_number,
    InputKind.CHECK: _read_check,
    InputKind.CHOICE: _read_line,
    InputKind.ONE: _read_line,
    InputKind.MANY: _read_names,
    InputKind.DATE: _read_date,
    InputKind.MOMENT: _read_moment,
    InputKind.COLOUR: _read_colour,
    InputKind.GROUP: _read_group,
    InputKind.ROWS: _read_rows,
}


def clean_line(text: str) -> str:
    """Return a typed line without space around it, in the normal form that is stored."""
    return normalize("NFC", text, most=MAX_FIELD_CHARACTERS).strip()


def row_numbers(at: str, typed: Typed) -> list[int]:
    """Return the numbers of rows in which something is typed and that are not to be removed."""
    found: set[int] = set()
    for name, value in typed.items():
        head, _, rest = name.removeprefix(f"{at}.").partition(".")
        if name.startswith(f"{at}.") and rest and value.strip() and (number := parse_integer(head)) is not None:
            found.add(number)
    kept = [number for number in sorted(found) if f"{at}.{number}{REMOVED}" not in typed]
    return kept[:MOST_ROWS]


def renumber_rows(inputs: Sequence[Input], typed: Typed) -> Typed:
    """Return what is typed with the kept rows numbered from 0, as in the table that is made of it."""
    renumbered = dict(typed)
    for at in _row_paths(inputs):
        kept = row_numbers(at, typed)
        renumbered = {name: value for name, value in renumbered.items() if not name.startswith(f"{at}.")}
        for new, old in enumerate(kept):
            prefix = f"{at}.{old}."
            renumbered |= {
                f"{at}.{new}.{name.removeprefix(prefix)}": value
                for name, value in typed.items()
                if name.startswith(prefix)
            }
    return renumbered


def _row_paths(inputs: Sequence[Input], before: str = "") -> list[str]:
    paths: list[str] = []
    for one in inputs:
        at = f"{before}{one.field}"
        if one.kind in (InputKind.ROWS, InputKind.TEXTS):
            paths.append(at)
        elif one.kind is InputKind.GROUP:
            paths += _row_paths(one.children, f"{at}.")
    return paths
