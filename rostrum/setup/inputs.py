"""Inputs of a form, derived from the type of a value of the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct, structs

from conference.event import model
from conference.event.drafts import SECTIONS
from conference.event.values import type_name, without_none
from conference.languages import Text
from rostrum.setup.structure import CHOSEN, FIELDS, HIDDEN, REFERENCES


class InputKind(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    """One line a language."""
    TEXTS = "texts"
    """Rows of texts."""
    LINE = "line"
    WORDS = "words"
    """Names with spaces between them."""
    NUMBER = "number"
    CHECK = "check"
    CHOICE = "choice"
    """One of a few values with texts."""
    ONE = "one"
    """The name of an entry of another section."""
    MANY = "many"
    """Names of several entries."""
    DATE = "date"
    MOMENT = "moment"
    """Date and time by the venue's clock."""
    COLOUR = "colour"
    GROUP = "group"
    ROWS = "rows"


@dataclass(frozen=True)
class Input:
    """Input of one value: its path in the entry, the section whose names it offers, the inputs in a group or row."""

    path: tuple[str, ...]
    kind: InputKind
    type_name: str = ""
    is_required: bool = True
    target: str = ""
    values: tuple[str, ...] = ()
    children: tuple[Input, ...] = ()

    @property
    def has_times(self) -> bool:
        """Whether a time is typed in it."""
        return self.kind is InputKind.MOMENT or any(child.has_times for child in self.children)

    @property
    def field(self) -> str:
        """The name of the field, by which its label is found."""
        return self.path[-1]


def inputs_of_section(section: str) -> tuple[Input, ...]:
    """Return the inputs of an entry, in the order of the form."""
    return _inputs_of(SECTIONS[section].kind, FIELDS[section], (section,))


def inputs_of_header(names: tuple[str, ...]) -> tuple[Input, ...]:
    """Return the inputs of some values of the header."""
    return _inputs_of(model.Header, names, ("",))


def _inputs_of(kind: type[Struct], names: tuple[str, ...], place: tuple[str, ...]) -> tuple[Input, ...]:
    fields = {one.name: one for one in structs.fields(kind)}
    return tuple(_make_input(fields[name], place) for name in names)


def _make_input(field: structs.FieldInfo, place: tuple[str, ...]) -> Input:
    kind, at = without_none(field.type), (*place, field.name)
    is_required = field.required
    path = at[1:]
    if reference := REFERENCES.get(".".join(at)):
        is_many = get_origin(kind) is tuple
        return Input(path, InputKind.MANY if is_many else InputKind.ONE, "choice", is_required, target=reference)
    if choices := CHOSEN.get(".".join(at)):
        return Input(path, InputKind.ONE, type_name(kind), is_required, target=choices)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return Input(path, InputKind.GROUP, is_required=is_required, children=_children_of(kind, at))
    if get_origin(kind) is tuple:
        return _make_list(get_args(kind)[0], at, is_required=is_required)
    if get_origin(kind) is Literal:
        return Input(path, InputKind.CHOICE, "choice", is_required, values=get_args(kind))
    return Input(path, _SCALARS.get(kind, InputKind.LINE), _scalar_name(kind), is_required)


def _make_list(kind: Any, at: tuple[str, ...], *, is_required: bool) -> Input:
    if kind == Text:
        return Input(at[1:], InputKind.TEXTS, is_required=is_required)
    if get_origin(kind) is Literal:
        return Input(at[1:], InputKind.MANY, "choice", is_required, values=get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return Input(at[1:], InputKind.ROWS, is_required=is_required, children=_children_of(kind, at))
    return Input(at[1:], InputKind.WORDS, "text", is_required)


def _children_of(kind: type[Struct], at: tuple[str, ...]) -> tuple[Input, ...]:
    """Return the inputs of a nested value; their paths begin at the entry, without the number of a row."""
    names = tuple(one.name for one in structs.fields(kind) if one.name not in HIDDEN)
    return _inputs_of(kind, names, at)


def _scalar_name(kind: Any) -> str:
    return "" if kind == Text else type_name(kind)


_SCALARS: Mapping[Any, InputKind] = {
    Text: InputKind.TEXT,
    bool: InputKind.CHECK,
    date: InputKind.DATE,
    datetime: InputKind.MOMENT,
    model.Colour: InputKind.COLOUR,
    model.ZoneBit: InputKind.NUMBER,
    model.Count: InputKind.NUMBER,
    model.Seconds: InputKind.NUMBER,
    model.ReviewHours: InputKind.NUMBER,
    model.DayBadgeCount: InputKind.NUMBER,
    model.RetentionDays: InputKind.NUMBER,
    model.RowCount: InputKind.NUMBER,
    model.AnswerLimit: InputKind.NUMBER,
    model.Megabytes: InputKind.NUMBER,
    model.FileCount: InputKind.NUMBER,
}
