"""Read an event's folder of TOML files into an `Event`, or report all faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from conference.event.check import find_rule_faults
from conference.event.documents import FILE_ORDER, HEADER, Documents, Finding, read_folder
from conference.event.drafts import SECTIONS, read_draft
from conference.event.errors import EventDataError, Fault
from conference.event.logo import find_logo_faults
from conference.event.model import Event, Look
from conference.event.pictures import check_pictures_in


class Checked(Struct, frozen=True):
    """The event of some files, or the faults because of which there is none."""

    event: Event | None
    faults: tuple[Fault, ...] = ()


def load_event(folder: Path) -> Event:
    """Load and check the event described by the TOML files in `folder`. Raises EventDataError with all faults."""
    checked = check_folder(folder)
    if checked.event is None:
        raise EventDataError(*checked.faults)
    return checked.event


def check_folder(folder: Path) -> Checked:
    """Check the event described by the TOML files in `folder`: every fault, in the order of files and lines."""
    documents = read_folder(folder)
    documents.faults += map(documents.fault, [*_check_logo(documents, folder), *check_pictures_in(documents, folder)])
    return check_documents(documents, folder)


def _check_logo(documents: Documents, folder: Path) -> list[Finding]:
    """Return what is wrong with the file of the logo; a name that is none is found elsewhere."""
    try:
        look = msgspec.convert(documents.table(HEADER).get("look", {}), Look)
    except msgspec.ValidationError:
        return []
    name = look.logo or ""
    files = {name: (folder / name).read_bytes()} if name and (folder / name).is_file() else {}
    return list(find_logo_faults(look, files))


def check_documents(documents: Documents, folder: Path) -> Checked:
    """Check the event of these documents, whose other files are in `folder`."""
    event, findings = read_event(documents, folder)
    faults = {*documents.faults, *map(documents.fault, findings)}
    if event is None or faults:
        return Checked(None, tuple(sorted(faults, key=_reading_order)))
    return Checked(event)


def read_event(documents: Documents, folder: Path) -> tuple[Event | None, list[Finding]]:
    """Return the event of these documents if nothing is wrong in them, and what is wrong, with its places."""
    draft = read_draft(documents)
    findings = [*draft.findings, *find_rule_faults(draft)]
    if findings or draft.header is None:
        return None, findings
    sections: dict[str, Any] = {name: draft.entries(name) for name in (*SECTIONS, "programme")}
    return Event(**structs.asdict(draft.header), **sections, folder=folder), []


def _reading_order(fault: Fault) -> tuple[int, str, int, str]:
    rank = next((rank for rank, file in enumerate(FILE_ORDER) if fault.file.startswith(file)), len(FILE_ORDER))
    return rank, fault.file, fault.line or 0, fault.key
