"""An event as far as its files could be read: the sections with their valid entries, and the names of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from conference.event import model
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
    Documents,
    Finding,
    Table,
    entry_name,
)
from conference.event.errors import Problem, propose
from conference.event.model import Entry, Header
from conference.event.toml_lines import Path
from conference.event.values import TableReader
from conference.languages import LANGUAGES, Text
from conference.texts.countries import countries

E = TypeVar("E", bound=Entry)


class Section(msgspec.Struct, frozen=True):
    """A list of entries of one type: its file, and whether an event can be without it."""

    file: str
    kind: type[Entry]
    optional: bool = False


SECTIONS: Mapping[str, Section] = {
    "rooms": Section(PLACES, model.Room),
    "zones": Section(PLACES, model.Zone),
    "doors": Section(PLACES, model.Door),
    "categories": Section(PRESS, model.Category),
    "functions": Section(PRESS, model.Function),
    "pools": Section(PRESS, model.Pool, optional=True),
    "passports": Section(PRESS, model.Passport, optional=True),
    "document_kinds": Section(PRESS, model.DocumentKind, optional=True),
    "refusal_reasons": Section(PRESS, model.Reason),
    "revocation_reasons": Section(PRESS, model.Reason),
    "reissue_reasons": Section(PRESS, model.Reason),
    "signatories": Section(SIGNATORIES, model.Signatory, optional=True),
    "speaker_classes": Section(SPEAKERS, model.SpeakerClass, optional=True),
    "speakers": Section(SPEAKERS, model.Speaker, optional=True),
    "sources": Section(SOURCES, model.Source, optional=True),
    "topics": Section(SOURCES, model.Topic, optional=True),
    "figures": Section(SOURCES, model.Figure, optional=True),
    "announcements": Section(ANNOUNCEMENTS, model.Template, optional=True),
    "letter_texts": Section(LETTERS, model.LetterText, optional=True),
    "annexes": Section(ANNEXES, model.Annex, optional=True),
    "annex_questions": Section(ANNEXES, model.AnnexQuestion, optional=True),
    "terms": Section(TERMS, model.Term, optional=True),
    "alerts": Section(ALERTS, model.PreparedAlert, optional=True),
    "streams": Section(STREAMS, model.Stream, optional=True),
    "pictures": Section(PICTURES, model.PressPicture, optional=True),
}
"""The sections besides the programme, which has several files."""

_RESOLVED = {"day", "role"}
"""Fields that a file may contain although their values are computed."""

ITEMS = "items"
ROLES = "roles"


@dataclass(frozen=True)
class Placed(Generic[E]):
    """An entry with its place in the files."""

    entry: E
    file: str
    path: Path

    def finding(self, problem: str, *at: str | int, proposal: str = "") -> Finding:
        """Return a finding at a value of the entry."""
        return Finding(self.file, (*self.path, *at), problem, proposal)


@dataclass
class Draft:
    """What could be read. `placed` has the valid entries of each section, `names` the identities of all."""

    header: Header | None = None
    zone: ZoneInfo | None = None
    placed: dict[str, list[Placed[Any]]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, section: str, _kind: type[E]) -> list[Placed[E]]:
        """Return the valid entries of a section, which are of this type."""
        return self.placed.get(section, [])

    def entries(self, section: str) -> tuple[Any, ...]:
        """Return the valid entries of a section."""
        return tuple(placed.entry for placed in self.placed.get(section, ()))


def read_draft(documents: Documents) -> Draft:
    """Read all sections of the documents."""
    draft = Draft()
    reader = _DraftReader(documents, draft, _read_languages(documents))
    reader.read_header()
    reader.read_roles()
    for name, section in SECTIONS.items():
        reader.read_section(name, section)
    reader.read_programme()
    reader.find_unknown_sections()
    return draft


def _read_languages(documents: Documents) -> tuple[str, ...]:
    """Return the languages of the event. Faults of the list itself are found with those of the header."""
    declared = documents.table(HEADER).get("languages", list(LANGUAGES))
    if HEADER not in documents.by_name or not isinstance(declared, list):
        return ()
    return tuple(dict.fromkeys(code for code in declared if code in LANGUAGES))


class _DraftReader:
    def __init__(self, documents: Documents, draft: Draft, languages: tuple[str, ...]) -> None:
        self._documents = documents
        self._draft = draft
        self._languages = languages
        self._roles: dict[str, Text] = {}

    def read_header(self) -> None:
        if HEADER in self._documents.by_name:
            draft, table = self._draft, self._documents.table(HEADER)
            draft.header = self._table_reader(HEADER).read(Header, table, ())
            draft.zone = self._read_zone(table.get("timezone"))

    def read_roles(self) -> None:
        roles = self._documents.table(SPEAKERS).get(ROLES, {})
        if not isinstance(roles, dict):
            self._report_finding(SPEAKERS, (ROLES,), "expected a table of keys", f"write {ROLES}.<name>.<language> = …")
            return
        reader = self._table_reader(SPEAKERS)
        self._roles = {name: reader.read_text(text, (ROLES, name)) for name, text in roles.items()}

    def read_section(self, name: str, section: Section) -> None:
        if section.file not in self._documents.by_name:
            if not self._documents.is_faulty(section.file):
                self._draft.names[name] = []
            return
        tables = self._documents.table(section.file).get(name, [])
        if not isinstance(tables, list) or not (tables or section.optional):
            problem = Problem("expected at least one entry", "last_entry")
            self._report_finding(section.file, (name,), problem, f"add [[{name}]]")
            return
        self._draft.names.setdefault(name, [])
        for number, table in enumerate(tables):
            self._read_entry(name, section, table, (name, number))

    def read_programme(self) -> None:
        section = "programme"
        if self._documents.is_faulty(PROGRAMME):
            return
        self._draft.names[section] = []
        for file in self._documents.programme_files:
            tables = self._documents.table(file).get(ITEMS)
            if not isinstance(tables, list) or not tables:
                self._report_finding(file, (ITEMS,), "expected at least one entry", f"add [[{ITEMS}]]")
                continue
            for number, table in enumerate(tables):
                self._read_entry(section, Section(file, model.ProgrammeItem), table, (ITEMS, number))
        self._draft.placed.get(section, []).sort(key=lambda one: (one.entry.starts_at, one.entry.order))

    def find_unknown_sections(self) -> None:
        for file in self._documents.by_name:
            if file == HEADER:
                continue
            known = {name for name, section in SECTIONS.items() if section.file == file}
            known |= {ROLES} if file == SPEAKERS else set()
            known = known or {ITEMS}
            for key in self._documents.table(file):
                if key not in known:
                    self._report_finding(file, (key,), "unknown key", propose(key, known))

    def _read_entry(self, name: str, section: Section, table: object, path: Path) -> None:
        self._draft.names[name].append(entry_name(table))
        given: Table = {}
        if isinstance(table, dict):
            given = self._given_values(name, section.file, table, path)
            table = {key: value for key, value in table.items() if key not in given or key not in _RESOLVED}
        entry = self._table_reader(section.file).read(section.kind, table, path, given=given)
        if entry is not None:
            self._draft.placed.setdefault(name, []).append(Placed(entry, section.file, path))

    def _given_values(self, section: str, file: str, table: Table, path: Path) -> Table:
        """Return the values that follow from others: the day of an item, the order and the UN name of a State."""
        match section:
            case "programme":
                return self._day_of(file, table, path)
            case "signatories":
                return {"order": int(str(path[-1])) + 1} | self._un_name(file, table, path)
            case "speakers":
                return self._role_of(file, table, path) | (
                    self._un_name(file, table, path) if "country" in table else {}
                )
        return {}

    def _day_of(self, file: str, table: Table, path: Path) -> Table:
        starts_at, zone = table.get("starts_at"), self._draft.zone
        if not isinstance(starts_at, datetime) or starts_at.tzinfo is None or zone is None:
            return {"day": date.min}
        try:
            day = starts_at.astimezone(zone).date()
        except OverflowError:
            return {"day": date.min}
        if "day" in table and table["day"] != day:
            self._report_finding(file, (*path, "day"), "not the day of starts_at", f"remove it, or write {day}")
        return {"day": day}

    def _role_of(self, file: str, table: Table, path: Path) -> Table:
        role = table.get("role")
        if not isinstance(role, str):
            return {}
        if role not in self._roles:
            self._report_finding(file, (*path, "role"), f"{role[:60]!r} is not in {ROLES}", propose(role, self._roles))
        return {"role": self._roles.get(role, {})}

    def _un_name(self, file: str, table: Table, path: Path) -> Table:
        country = table.get("country")
        if isinstance(country, str) and country in countries():
            names = countries()[country].name
            return {"name": {code: names[code] for code in self._languages}}
        if isinstance(country, str):
            self._report_finding(file, (*path, "country"), f"no UN name for {country[:60]!r}")
        return {"name": {}}

    def _read_zone(self, name: object) -> ZoneInfo | None:
        if not isinstance(name, str):
            return None
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            similar = get_close_matches(name[:60], available_timezones(), n=1)
            proposal = f"did you mean {similar[0]!r}?" if similar else 'a name such as "Asia/Ho_Chi_Minh"'
            self._report_finding(
                HEADER, ("timezone",), Problem(f"unknown: {name[:60]}", "unknown", name[:60]), proposal
            )
            return None

    def _table_reader(self, file: str) -> TableReader:
        return TableReader(file, self._languages, self._draft.findings)

    def _report_finding(self, file: str, path: Path, problem: str, proposal: str = "") -> None:
        self._draft.findings.append(Finding(file, path, problem, proposal))
