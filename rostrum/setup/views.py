"""Inputs of a form as its template shows them: labels, options, rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from msgspec import Struct

from accreditation.letters.web.letters import KINDS as LETTER_KINDS
from conference.event import Event
from conference.event.check import name_of
from conference.languages import language, pick
from conference.texts.countries import countries, country_name, passports
from conference.web import language_of, site_of
from rostrum.roles import ROLE_TABLE, VETTING_ROLES
from rostrum.setup.faults import PREFIX
from rostrum.setup.inputs import Input, InputKind
from rostrum.setup.structure import CHOICES, HELP, LABELS, LANGUAGE_FIELDS
from rostrum.setup.typed import REMOVED, Typed, row_numbers

Option = tuple[str, str]


class FieldView(Struct, frozen=True):
    """An input: its name in HTML, the keys of label and help, the options, the inputs in it or in each of its rows."""

    kind: str
    name: str
    label: str
    help: str | None
    is_required: bool
    type_name: str = ""
    options: Sequence[Option] = ()
    children: Sequence[FieldView] = ()
    rows: Sequence[RowView] = ()

    @property
    def path(self) -> str:
        """The path of the value, without the beginning that names of inputs have."""
        return self.name.removeprefix(PREFIX)


class RowView(Struct, frozen=True):
    """A row of a list: its number from 1, the name in HTML of what is in it, and of the box that removes it."""

    number: int
    name: str
    removed_name: str
    children: Sequence[FieldView]


class FormView(Struct, frozen=True):
    """Makes the views of a form's inputs. `more_rows` is the path of the list that gets an empty row."""

    request: web.Request
    event: Event
    typed: Typed
    more_rows: str = ""
    own_name: str = ""

    def show(self, inputs: Sequence[Input], before: str = "") -> tuple[FieldView, ...]:
        """Return the views of inputs."""
        return tuple(self._show_input(one, f"{before}{one.field}") for one in inputs)

    def _show_input(self, one: Input, at: str) -> FieldView:
        children = self.show(one.children, f"{at}.") if one.kind is InputKind.GROUP else ()
        return FieldView(
            kind=one.kind.value,
            name=f"{PREFIX}{at}",
            label=LABELS.get(one.field, ""),
            help=HELP.get(one.field),
            is_required=one.is_required and one.kind is not InputKind.MANY,
            type_name=one.type_name,
            options=self._options_of(one),
            children=children,
            rows=tuple(self._show_rows(one, at)) if one.kind in (InputKind.ROWS, InputKind.TEXTS) else (),
        )

    def _show_rows(self, one: Input, at: str) -> list[RowView]:
        numbers = row_numbers(at, self.typed)
        if self.more_rows == at or (one.is_required and not numbers):
            numbers.append(max(numbers, default=-1) + 1)
        return [
            RowView(
                number=position,
                name=f"{PREFIX}{at}.{number}",
                removed_name=f"{PREFIX}{at}.{number}{REMOVED}",
                children=self.show(one.children, f"{at}.{number}."),
            )
            for position, number in enumerate(numbers, start=1)
        ]

    def _options_of(self, one: Input) -> list[Option]:
        if one.values:
            return [(value, self._choice_text(one, value)) for value in one.values if self._is_offered(one, value)]
        if one.target == "languages":
            return [(code, language(code).own_name) for code in self.event.languages]
        return self._names_of(one) if one.target else []

    def _names_of(self, one: Input) -> list[Option]:
        texts, code = site_of(self.request).catalogues, language_of(self.request)
        match one.target:
            case "roles" | "readers":
                names = site_of(self.request).role_texts
                roles = ROLE_TABLE if one.target == "roles" else VETTING_ROLES
                return [(role.name, texts.text(code, names[role.name])) for role in roles]
            case "letters":
                return [(kind, texts.text(code, key)) for kind, key in LETTER_KINDS.items()]
            case "countries":
                return sorted(((one, country_name(one, code)) for one in (*countries(), *passports())), key=_by_text)
        entries = getattr(self.event, one.target)
        return [(name_of(entry), entry_title(entry, code)) for entry in entries if name_of(entry) != self.own_name]

    def _choice_text(self, one: Input, value: str) -> str:
        if one.field in LANGUAGE_FIELDS:
            return language(value).own_name
        key = CHOICES[f"{one.field}.{value}"]
        return site_of(self.request).catalogues.text(language_of(self.request), key)

    def _is_offered(self, one: Input, value: str) -> bool:
        """Return whether a choice is offered: any but a language that the event does not have."""
        return one.field not in LANGUAGE_FIELDS or value in self.event.languages


def _by_text(option: Option) -> str:
    return option[1]


def entry_title(entry: Any, code: str) -> str:
    """Return what an entry is called on a page in a language: its name, title or text, else its code."""
    for field in ("name", "title", "text", "subject"):
        text = getattr(entry, field, None)
        if text:
            return pick(text, code)[0]
    return name_of(entry)
