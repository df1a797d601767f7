"""What a form of the set-up pages edits: some values of the header, an entry, or a new entry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct, structs

from conference.event import Event, EventDataError
from conference.event.changes import Break, EventUsage, find_breaks
from conference.event.check import MOST_BITS
from conference.event.drafts import SECTIONS
from conference.event.editing import (
    Edited,
    EntryPlace,
    FieldFault,
    add_entry,
    find_entry,
    name_field,
    replace_entry,
    replace_values,
)
from conference.event.errors import Problem
from conference.event.export import plain_value
from rostrum.roles import find_reader_faults, totp_rule
from rostrum.setup.inputs import Input, inputs_of_header, inputs_of_section
from rostrum.setup.structure import FIELDS, HEADER_PAGES
from rostrum.setup.typed import FormScope, Typed, merge_hidden, read_values

ORDER_STEP = 10


class FormSubject(Struct, frozen=True):
    """What a form edits: `page` is a page of the header or a section; `values` are those that it shows first."""

    page: str
    place: EntryPlace
    inputs: tuple[Input, ...]
    values: Mapping[str, Any]
    is_new: bool = False

    def has(self, place: EntryPlace) -> bool:
        """Return whether a fault at this place is one of the form's own."""
        return place.section == self.place.section and (self.is_new or place.name == self.place.name)

    @property
    def digest(self) -> str:
        """Digest of the values, by which a form knows that they were changed since it was shown."""
        plain = {name: plain_value(value) for name, value in self.values.items()}
        return hashlib.sha256(msgspec.json.encode(plain, enc_hook=str)).hexdigest()[:32]


def header_subject(event: Event, page: str) -> FormSubject:
    """Return the subject of a page of the header. Raises KeyError."""
    names = HEADER_PAGES[page]
    values = {name: getattr(event, name) for name in names}
    return FormSubject(page, EntryPlace(), inputs_of_header(names), values)


def entry_subject(event: Event, place: EntryPlace) -> FormSubject:
    """Return the subject of an entry's form; the name of an entry cannot be changed. Raises KeyError."""
    fields, entry = FIELDS[place.section], find_entry(event, place)
    inputs = tuple(one for one in inputs_of_section(place.section) if one.field != name_field(place.section))
    return FormSubject(place.section, place, inputs, {name: getattr(entry, name) for name in fields})


def new_subject(event: Event, section: str) -> FormSubject:
    """Return the subject of a new entry's form, with the defaults of its type. Raises KeyError."""
    names = FIELDS[section]
    defaults = {one.name: one.default for one in structs.fields(SECTIONS[section].kind) if one.name in names}
    values = {name: value for name, value in defaults.items() if value is not NODEFAULT} | _suggest_values(
        event, section
    )
    return FormSubject(section, EntryPlace(section), inputs_of_section(section), values, is_new=True)


def _suggest_values(event: Event, section: str) -> dict[str, Any]:
    """Return values that suit most new entries of a section."""
    if section == "zones":
        used = {zone.bit for zone in event.zones}
        return {"bit": next((bit for bit in range(MOST_BITS) if bit not in used), None)}
    if section == "categories":
        first = event.categories[0]
        return {"valid_from": first.valid_from, "valid_until": first.valid_until}
    return {}


class EditBase(Struct, frozen=True):
    """What an edit begins with: the event of the draft, the loaded event, and what is in use of that."""

    event: Event
    loaded: Event
    usage: EventUsage


def edit_subject(subject: FormSubject, typed: Typed, base: EditBase) -> Edited:
    """Return the event with what is typed in the form, or every fault of it; also what would break what is in use."""
    event = base.event
    table = read_values(subject.inputs, typed, FormScope(event.languages, event.zone_info))
    return refuse_breaks(_edit_event(subject, event, table), base)


def refuse_breaks(edited: Edited, base: EditBase) -> Edited:
    """Refuse an edit that would break what is in use, or that names a role which does not exist."""
    if edited.event is None:
        return edited
    known = set(find_breaks(base.loaded, base.event, base.usage))
    breaks = (one for one in find_breaks(base.loaded, edited.event, base.usage) if one not in known)
    faults = (*_role_faults(edited.event), *map(break_fault, breaks))
    return Edited(None, faults) if faults else edited


def break_fault(one: Break) -> FieldFault:
    """Return a refused change as a fault at its field."""
    return FieldFault(EntryPlace(one.section, one.name), (one.field,) if one.field else (), one.why)


def _edit_event(subject: FormSubject, event: Event, table: dict[str, Any]) -> Edited:
    section = subject.place.section
    if not section:
        return replace_values(event, merge_hidden(table, event))
    if not subject.is_new:
        return replace_entry(event, subject.place, table)
    if section == "rooms":
        table["order"] = max((room.order for room in event.rooms), default=0) + ORDER_STEP
    return add_entry(event, section, table)


def _role_faults(event: Event) -> tuple[FieldFault, ...]:
    try:
        totp_rule(event)
    except EventDataError as error:
        return tuple(
            FieldFault(EntryPlace(), ("staff", "totp_roles"), Problem(str(fault), "unknown", fault.problem))
            for fault in error.faults
        )
    return tuple(
        FieldFault(
            EntryPlace("document_kinds", code), ("readers",), Problem(f"{name} sees no documents", "unknown", name)
        )
        for code, name in find_reader_faults(event)
    )
