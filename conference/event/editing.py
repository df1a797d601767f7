"""Edit one entry or some values of an event, with the checks of its folder; faults are addressed by field.

The event may lack texts of a language that was added to it (`conference.event.event_languages`): they are no faults of
an edit elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, structs

from conference.event.changes import ENTRY_SECTIONS
from conference.event.check import REFERENCES, name_of
from conference.event.documents import HEADER, PROGRAMME, Documents, Finding, Table, documents_of, entry_name
from conference.event.drafts import SECTIONS, read_draft
from conference.event.errors import Problem
from conference.event.event_languages import complete_texts
from conference.event.export import tables_of
from conference.event.load import read_event
from conference.event.model import Event
from conference.event.toml_lines import Path

NAME_FIELDS = ("id", "code", "country")


class EntryPlace(Struct, frozen=True):
    """An entry of a section; without a name the section, without a section the header."""

    section: str = ""
    name: str = ""


class FieldFault(Struct, frozen=True):
    """What is wrong at a field: the entry, the keys and indexes in it, and the problem."""

    place: EntryPlace
    path: Path
    problem: str

    @property
    def code(self) -> str:
        """Code of the problem; "other" for one that has only an English wording."""
        return self.problem.code if isinstance(self.problem, Problem) else "other"

    @property
    def about(self) -> str:
        """Value that the problem speaks of, such as the name of another entry."""
        return self.problem.about if isinstance(self.problem, Problem) else ""


class Edited(Struct, frozen=True):
    """The event after an edit, or the faults because of which it was not made; `unread` are those of unreadable values.

    Rules across values and entries are checked for entries whose values can be read.
    """

    event: Event | None
    faults: tuple[FieldFault, ...] = ()
    unread: tuple[FieldFault, ...] = ()


def replace_values(event: Event, values: Table) -> Edited:
    """Replace values of the header; None removes one."""
    before = tables_of(event)[HEADER]
    return _check_twice(values, before, lambda given: _replace_values(event, given))


def _replace_values(event: Event, values: Table) -> Edited:
    def edit_header(tables: dict[str, Table]) -> None:
        tables[HEADER] = _without_none(tables[HEADER] | values)

    return _edit_event(event, edit_header, lambda checked: {name: getattr(checked, name) for name in values})


def add_entry(event: Event, section: str, table: Table) -> Edited:
    """Add an entry at the end of a section."""
    entries = tables_of(complete_texts(event)).get(SECTIONS[section].file, {}).get(section) or [{}]
    return _check_twice(table, entries[0], lambda given: _add_entry(event, section, given))


def _add_entry(event: Event, section: str, table: Table) -> Edited:
    def append_table(tables: dict[str, Table]) -> None:
        tables.setdefault(SECTIONS[section].file, {}).setdefault(section, []).append(_without_none(table))

    entries = getattr(event, section)
    return _edit_event(event, append_table, lambda checked: {section: (*entries, getattr(checked, section)[-1])})


def replace_entry(event: Event, place: EntryPlace, table: Table) -> Edited:
    """Replace values of an entry, which keeps its name; None removes one. Raises KeyError."""
    number = _position_of(event, place)
    before = tables_of(complete_texts(event))[SECTIONS[place.section].file][place.section][number]
    return _check_twice(table, before, lambda given: _replace_entry(event, place, given))


def _replace_entry(event: Event, place: EntryPlace, table: Table) -> Edited:
    entries, number = getattr(event, place.section), _position_of(event, place)
    kept = name_field(place.section)

    def put_table(tables: dict[str, Table]) -> None:
        before = tables[SECTIONS[place.section].file][place.section]
        before[number] = _without_none(before[number] | table | {kept: place.name})

    def read_entry(checked: Event) -> dict[str, Any]:
        entry = getattr(checked, place.section)[number]
        return {place.section: (*entries[:number], entry, *entries[number + 1 :])}

    return _edit_event(event, put_table, read_entry)


def _check_twice(table: Table, valid: Table, edit: Callable[[Table], Edited]) -> Edited:
    """Edit, and when values cannot be read, find what is wrong with the others too, beside valid values for these.

    A wrong number would hide a wrong reference.
    """
    edited = edit(table)
    refused = {fault.path[0] for fault in edited.unread if fault.path and fault.path[0] in table}
    if not refused:
        return edited
    more = edit(table | {name: valid.get(str(name)) for name in refused}).faults
    others = (fault for fault in more if not fault.path or fault.path[0] not in refused)
    return Edited(None, tuple(dict.fromkeys((*edited.faults, *others))))


def remove_entry(event: Event, place: EntryPlace) -> Edited:
    """Remove an entry. Entries that refer to it are faults. Raises KeyError for one that does not exist."""
    entries, number = getattr(event, place.section), _position_of(event, place)
    users = tuple(find_references(event, place))
    if users:
        problems = (Problem(f"{one.section} ({one.name}) refers to it", "in_use", one.name) for one in users)
        return Edited(None, tuple(FieldFault(place, (), problem) for problem in problems))

    def drop_table(tables: dict[str, Table]) -> None:
        del tables[SECTIONS[place.section].file][place.section][number]

    rest = (*entries[:number], *entries[number + 1 :])
    return _edit_event(event, drop_table, lambda _: {place.section: rest})


def move_entry(event: Event, place: EntryPlace, steps: int) -> Event:
    """Move an entry up (negative) or down, as far as there is room. Raises KeyError for one that does not exist."""
    entries, number = list(getattr(event, place.section)), _position_of(event, place)
    target = min(max(number + steps, 0), len(entries) - 1)
    orders = [entry.order for entry in entries] if place.section == "rooms" else []
    entries.insert(target, entries.pop(number))
    if orders:
        entries = [structs.replace(entry, order=order) for entry, order in zip(entries, sorted(orders), strict=True)]
    return structs.replace(event, **{place.section: tuple(entries)})


def find_entry(event: Event, place: EntryPlace) -> Struct:
    """Return an entry. Raises KeyError."""
    entry: Struct = getattr(event, place.section)[_position_of(event, place)]
    return entry


def find_references(event: Event, place: EntryPlace) -> Iterator[EntryPlace]:
    """Find the entries that refer to one."""
    for section, field, target in REFERENCES:
        if target == place.section:
            for entry in getattr(event, section):
                value = getattr(entry, field)
                if place.name in (value if isinstance(value, tuple) else (value,)):
                    yield EntryPlace(section, name_of(entry))


def check_event(event: Event) -> tuple[FieldFault, ...]:
    """Return what is wrong in an event, texts that it lacks included."""
    documents = documents_of(tables_of(event))
    _, findings = read_event(documents, event.folder)
    return _to_faults(documents, findings)


def name_field(section: str) -> str:
    """Return the field that identifies the entries of a section."""
    fields = SECTIONS[section].kind.__struct_fields__
    return next(name for name in NAME_FIELDS if name in fields)


def _without_none(table: Mapping[str, Any]) -> Table:
    return {name: value for name, value in table.items() if value is not None}


def _position_of(event: Event, place: EntryPlace) -> int:
    for number, entry in enumerate(getattr(event, place.section)):
        if name_of(entry) == place.name:
            return number
    raise KeyError(place)


def _edit_event(
    event: Event, edit: Callable[[dict[str, Table]], None], read_back: Callable[[Event], Mapping[str, Any]]
) -> Edited:
    """Edit the tables of a complete event, check them, and take over what was edited."""
    tables = tables_of(complete_texts(event))
    edit(tables)
    documents = documents_of(tables)
    checked, findings = read_event(documents, event.folder)
    if checked is None:
        unread = read_draft(documents).findings
        return Edited(None, _to_faults(documents, findings), _to_faults(documents, unread))
    return Edited(structs.replace(event, **read_back(checked)))


def _to_faults(documents: Documents, findings: list[Finding]) -> tuple[FieldFault, ...]:
    faults = (_to_fault(documents, finding) for finding in findings)
    return tuple(dict.fromkeys(faults))


def _to_fault(documents: Documents, finding: Finding) -> FieldFault:
    path = finding.path
    if finding.file == HEADER:
        return FieldFault(EntryPlace(), path, finding.problem)
    section = "programme" if finding.file.startswith(PROGRAMME) else str(path[0])
    if section not in ENTRY_SECTIONS or len(path) < 2:
        return FieldFault(EntryPlace(section), path[1:], finding.problem)
    table = documents.table(finding.file)[str(path[0])][path[1]]
    place, rest = EntryPlace(section, entry_name(table)), path[2:]
    is_twice = not rest and isinstance(finding.problem, Problem) and finding.problem.code == "twice"
    return FieldFault(place, (name_field(section),) if is_twice else rest, finding.problem)
