"""The files of an event as tables, and what is found in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from conference.event.errors import Fault, propose
from conference.event.toml_lines import Path as KeyPath
from conference.event.toml_lines import find_lines

Table = dict[str, Any]

HEADER, PLACES, PRESS = "event.toml", "places.toml", "press.toml"
SIGNATORIES, SPEAKERS, SOURCES, ANNOUNCEMENTS, LETTERS, ANNEXES, TERMS, ALERTS, STREAMS, PICTURES = (
    "signatories.toml",
    "speakers.toml",
    "sources.toml",
    "announcements.toml",
    "letters.toml",
    "annexes.toml",
    "terms.toml",
    "alerts.toml",
    "streams.toml",
    "pictures.toml",
)
PROGRAMME = "programme/"
BADGE = "badge.typ"

REQUIRED_FILES = (HEADER, PLACES, PRESS)
OPTIONAL_FILES = (SIGNATORIES, SPEAKERS, SOURCES, ANNOUNCEMENTS, LETTERS, ANNEXES, TERMS, ALERTS, STREAMS, PICTURES)
FILE_ORDER = (*REQUIRED_FILES, PROGRAMME, *OPTIONAL_FILES, BADGE)

LARGEST_FILE = 5_000_000
"""Bytes of a file that is read."""

_NAME_FIELDS = ("id", "code", "country", "topic")
_PLACE_IN_MESSAGE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)")


@dataclass(frozen=True)
class Finding:
    """A fault at a place in a document: the keys and indexes that lead there."""

    file: str
    path: KeyPath
    problem: str
    proposal: str = ""


@dataclass(frozen=True)
class Document:
    """One file: its table, and its text for the lines of faults. A document that was not a file has no text."""

    table: Table
    text: str = ""

    @cached_property
    def lines(self) -> dict[KeyPath, int]:
        """The line of each key."""
        return find_lines(self.text) if self.text else {}

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of the value at `path`, or of the entry that lacks it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


@dataclass
class Documents:
    """All files of an event that could be read, by name, and the faults of the others."""

    by_name: dict[str, Document] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def table(self, file: str) -> Table:
        """Return the table of a file; empty if it is missing or could not be read."""
        return self.by_name[file].table if file in self.by_name else {}

    def is_faulty(self, file: str) -> bool:
        """Return whether a file, or one of the files of a folder, could not be read."""
        return any(fault.file.startswith(file) for fault in self.faults)

    @property
    def programme_files(self) -> list[str]:
        """The names of the files of the programme, in order."""
        return sorted(name for name in self.by_name if name.startswith(PROGRAMME))

    def fault(self, finding: Finding) -> Fault:
        """Return the fault of a finding, with line and readable key."""
        document = self.by_name.get(finding.file)
        return Fault(
            finding.file,
            _readable_key(document.table if document else {}, finding.path),
            finding.problem,
            finding.proposal,
            document.line_of(finding.path) if document else None,
        )


def documents_of(tables: Mapping[str, Table]) -> Documents:
    """Return documents of tables that are not files."""
    return Documents({name: Document(table) for name, table in tables.items()})


def read_folder(folder: Path) -> Documents:
    """Read all TOML files of an event's folder."""
    documents = Documents()
    problem = _folder_problem(folder)
    if problem:
        documents.faults.append(Fault(HEADER, "", problem, "give the folder that contains event.toml"))
        return documents
    for file in (*REQUIRED_FILES, *OPTIONAL_FILES):
        if file in REQUIRED_FILES or (folder / file).exists():
            _read_document(folder, file, documents)
    _read_programme(folder, documents)
    documents.faults += _find_unknown_files(folder)
    if not (folder / BADGE).is_file():
        documents.faults.append(Fault(BADGE, "", f"missing in {folder}", "copy the one of another event"))
    return documents


def _folder_problem(folder: Path) -> str:
    try:
        found = {path.name for path in folder.iterdir()}
    except OSError as error:
        return f"missing in {folder}: {error.strerror}"
    except ValueError:
        return "the folder's name is not valid"
    return "" if HEADER in found else f"missing in {folder}"


def _read_programme(folder: Path, documents: Documents) -> None:
    files = sorted(path.name for path in (folder / PROGRAMME).glob("*.toml"))
    if not files:
        documents.faults.append(Fault(PROGRAMME, "", "no file found", "add programme/day-1.toml with [[items]]"))
    for name in files:
        _read_document(folder, PROGRAMME + name, documents)


def _find_unknown_files(folder: Path) -> Iterator[Fault]:
    known = {*REQUIRED_FILES, *OPTIONAL_FILES}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in known:
            yield Fault(path.name, "", "not a file of an event", propose(path.name, known))


def _read_document(folder: Path, file: str, documents: Documents) -> None:
    try:
        content = (folder / file).read_bytes()
        if len(content) > LARGEST_FILE:
            raise OSError(0, f"more than {LARGEST_FILE} bytes")
        text = content.decode("utf-8")
        documents.by_name[file] = Document(tomllib.loads(text), text.replace("\r\n", "\n"))
    except FileNotFoundError:
        documents.faults.append(Fault(file, "", f"missing in {folder}"))
    except OSError as error:
        documents.faults.append(Fault(file, "", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        documents.faults.append(Fault(file, "", "not UTF-8", "save it in the encoding UTF-8", line))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        documents.faults.append(_syntax_fault(file, error))


def _syntax_fault(file: str, error: Exception) -> Fault:
    if isinstance(error, RecursionError):
        return Fault(file, "", "not valid TOML: nested too deeply")
    said = _PLACE_IN_MESSAGE.search(str(error))
    line = int(said[1]) if said and said[1] else None
    return Fault(file, "", f"not valid TOML: {_PLACE_IN_MESSAGE.sub('', str(error))}", line=line)


def entry_name(table: object) -> str:
    """Return what identifies an entry; empty if it has nothing."""
    if not isinstance(table, dict):
        return ""
    return next((str(table[name])[:60] for name in _NAME_FIELDS if isinstance(table.get(name), str | int)), "")


def _readable_key(table: Table, path: KeyPath) -> str:
    """Return "rooms (R313): name.ru" for the path ("rooms", 4, "name", "ru")."""
    if len(path) < 2 or not isinstance(path[1], int):
        return _join_keys(path)
    entries = table.get(str(path[0]))
    entry = entries[path[1]] if isinstance(entries, list) and path[1] < len(entries) else None
    name = entry_name(entry)
    head = f"{path[0]} ({name})" if name else f"{path[0]}[{path[1] + 1}]"
    rest = _join_keys(path[2:])
    return f"{head}: {rest}" if rest else head


def _join_keys(path: KeyPath) -> str:
    joined = ""
    for part in path:
        joined += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if joined else ''}{part}"
    return joined
