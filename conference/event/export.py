"""An event as the TOML files that it is loaded from: the same event always gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, structs

from conference.event.documents import (
    ALERTS,
    ANNEXES,
    ANNOUNCEMENTS,
    HEADER,
    LETTERS,
    PICTURES,
    PLACES,
    PRESS,
    PROGRAMME,
    SIGNATORIES,
    SOURCES,
    SPEAKERS,
    STREAMS,
    TERMS,
    Table,
)
from conference.event.drafts import ITEMS, ROLES, SECTIONS
from conference.event.model import Event, Header, Speaker
from conference.languages import Text, pick
from conference.texts.countries import countries

COMMENTS = {
    HEADER: "The conference: names, place, days, languages, applications, badge desk.",
    PLACES: "Rooms, zones and doors. A zone's bit is its place in the badge token: never reuse or renumber one.",
    PRESS: "Who may be accredited, and for what: categories, functions, pools, coded reasons.",
    SIGNATORIES: "The signatories, in the order of signing.",
    SPEAKERS: "The speakers of each session, in their order.",
    SOURCES: "Where values come from, published figures and their topics.",
    ANNOUNCEMENTS: "Prepared announcements.",
    LETTERS: "The event's own texts of letters.",
    TERMS: "Agreed terms, with which announcements are compared.",
    ALERTS: "Prepared alerts for emergencies.",
    STREAMS: "Audio and video of rooms: the floor, interpretation, sign language, captions.",
    PICTURES: "Pictures that the press may download, with caption and credit.",
    ANNEXES: "Follow-up forms of accredited journalists, and their questions.",
    PROGRAMME: "Items of the programme on this day.",
}
"""The first line of each file."""

_WIDTH = 100
_COMPUTED = {"signatories": ("order", "name"), "programme": ("day",)}


def export_files(event: Event) -> dict[str, str]:
    """Return the text of each TOML file by its name in the folder."""
    return {
        file: f"# {COMMENTS[PROGRAMME if file.startswith(PROGRAMME) else file]}\n\n{_write_table(table)}"
        for file, table in tables_of(event).items()
    }


def folder_files(event: Event, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the content of each file of an event's folder by name; `files` are those that are not TOML."""
    return {name: text.encode() for name, text in export_files(event).items()} | dict(files)


def tables_of(event: Event) -> dict[str, Table]:
    """Return the table of each file by its name in the folder."""
    tables: dict[str, Table] = {HEADER: _header_table(event)}
    for name, section in SECTIONS.items():
        entries = [_entry_table(name, entry) for entry in getattr(event, name)]
        if entries:
            tables.setdefault(section.file, {})[name] = entries
    if SPEAKERS in tables:
        tables[SPEAKERS] = _speakers_table(event.speakers, tables[SPEAKERS])
    for item in event.programme:
        file = f"{PROGRAMME}{item.day.isoformat()}.toml"
        tables.setdefault(file, {ITEMS: []})[ITEMS].append(_entry_table("programme", item))
    return tables


def _header_table(event: Event) -> Table:
    values = {name: getattr(event, name) for name in Header.__struct_fields__}
    return {name: plain_value(value) for name, value in values.items() if value is not None}


def _entry_table(section: str, entry: Struct) -> Table:
    computed = _COMPUTED.get(section, ())
    return {name: value for name, value in _plain_struct(entry).items() if name not in computed}


def _plain_struct(entry: Struct) -> Table:
    """Return the fields of an entry that differ from their defaults."""
    fields = structs.fields(type(entry))
    given = [(one.name, getattr(entry, one.name)) for one in fields]
    return {
        name: plain_value(value)
        for (name, value), one in zip(given, fields, strict=True)
        if one.required or value != one.default
    }


def plain_value(value: Any) -> Any:
    """Return a value of any field as TOML has it: tables, lists, scalars."""
    if isinstance(value, Struct):
        return _plain_struct(value)
    if isinstance(value, Mapping):
        return dict(value)
    return [plain_value(one) for one in value] if isinstance(value, tuple) else value


def _speakers_table(speakers: Sequence[Speaker], table: Table) -> Table:
    """Return the table with the speakers as a file has them, and each role that several of them have once."""
    names = _role_names(speakers)
    entries = []
    for speaker in speakers:
        entry = _entry_table("speakers", speaker)
        if (name := names.get(_text_key(speaker.role))) is not None:
            entry["role"] = name
        if speaker.country is not None and speaker.name == _un_name(speaker):
            del entry["name"]
        entries.append(entry)
    roles = {names[key]: dict(key) for key in names}
    return ({ROLES: roles} if roles else {}) | table | {"speakers": entries}


def _un_name(speaker: Speaker) -> Text:
    names = countries()[str(speaker.country)].name
    return {code: names[code] for code in speaker.name}


def _text_key(text: Text) -> tuple[tuple[str, str], ...]:
    return tuple(text.items())


def _role_names(speakers: Iterable[Speaker]) -> dict[tuple[tuple[str, str], ...], str]:
    """Return names for the roles of several speakers, made from their English or first wording."""
    roles = [_text_key(speaker.role) for speaker in speakers]
    names: dict[tuple[tuple[str, str], ...], str] = {}
    for role in dict.fromkeys(roles):
        if roles.count(role) > 1:
            words = re.sub(r"[^a-z0-9]+", "_", pick(dict(role), "en")[0].lower()).strip("_") or "role"
            names[role] = words if words not in names.values() else f"{words}_{len(names) + 1}"
    return names


def _write_table(table: Table) -> str:
    """Write values, then tables, then lists of tables: TOML allows no other order."""
    lines = [*_write_values(table)]
    for name, value in table.items():
        if _is_section(value):
            lines += ["", f"[{name}]", *_write_values(value)]
    lines += _write_entries(table)
    return "\n".join(lines).strip("\n") + "\n"


def _write_entries(table: Table, before: str = "") -> Iterator[str]:
    """Write the lists of tables, each entry with the lists that it contains after its values."""
    for name, value in table.items():
        for entry in value if _is_entry_list(name, value) else ():
            yield from ("", f"[[{before}{name}]]", *_write_values(entry))
            yield from _write_entries(entry, f"{before}{name}.")


def _write_values(table: Table) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict) and not _is_section(value):
            yield from _write_dotted(name, value)
        elif not isinstance(value, dict) and not _is_entry_list(name, value):
            yield f"{name} = {_write_value(value)}"


def _write_dotted(name: str, value: Table) -> Iterator[str]:
    for key, one in value.items():
        if isinstance(one, dict):
            yield from _write_dotted(f"{name}.{key}", one)
        else:
            yield f"{name}.{key} = {_write_value(one)}"


def _is_section(value: object) -> bool:
    """Return whether a value is written as a [table]: it has more than texts."""
    return isinstance(value, dict) and not all(isinstance(one, str) or _is_texts(one) for one in value.values())


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _is_entry_list(name: str, value: object) -> bool:
    """Return whether a value is written as [[entries]]; hours, which have few values, stand in one line each."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and name != "hours"


def _write_value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _write_string(value)
        case date():  # datetimes are dates as well
            return value.isoformat()
        case list():
            return _write_list([_write_value(one) for one in value])
        case dict():
            return f"{{ {', '.join(f'{key} = {_write_value(one)}' for key, one in value.items())} }}"
        case _:
            return str(value)


def _write_list(values: list[str]) -> str:
    line = f"[{', '.join(values)}]"
    if len(line) <= _WIDTH:
        return line
    return "\n".join(["[", *(f"  {value}," for value in values), "]"])


def _write_string(text: str) -> str:
    return f'"{"".join(_escape_character(letter) for letter in text)}"'


def _escape_character(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04X}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08X}"
