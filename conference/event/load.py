"""Read an event's folder of TOML files into an `Event`, or report the file and key of the first error."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from conference.event.check import check_event
from conference.event.errors import EventDataError
from conference.event.model import (
    ApplicationPeriod,
    BadgeDesk,
    Category,
    ClosingTime,
    Door,
    Entry,
    Event,
    Figure,
    Function,
    Passport,
    Pool,
    ProgrammeItem,
    Reason,
    Room,
    Signatory,
    Source,
    Speaker,
    Template,
    Zone,
)
from conference.languages import Text
from conference.texts.countries import countries

E = TypeVar("E", bound=Entry)
Table = dict[str, Any]


class Header(Entry, frozen=True, kw_only=True):
    """Contents of event.toml: name, place and time of the conference."""

    id: str
    environment: str
    fictional_press: bool
    name: Text
    short_name: Text
    theme: Text
    venue: Text
    city: Text
    notice: Text
    tally_source: Text
    timezone: str
    starts_on: date
    ends_on: date
    applications: ApplicationPeriod
    list_stale_after_s: int = 300
    list_stale_policy: Literal["amber", "red"] = "amber"
    closing_time: ClosingTime = "04:00"
    desk: BadgeDesk | None = None


def load_event(folder: Path) -> Event:
    """Load and check the event described by the TOML files in `folder`.

    Raises EventDataError with file, key and problem: a missing file, an unknown key, a text without one of the seven
    languages, an unknown reference, a code or zone bit used twice, a time without an offset.
    """
    header = _read_header(folder)
    event = Event(
        **msgspec.structs.asdict(header),
        **_read_places(folder),
        **_read_press(folder),
        programme=_read_programme(folder, ZoneInfo(header.timezone)),
        signatories=_read_signatories(folder),
        speakers=_read_speakers(folder),
        sources=_read_entries(folder, "sources.toml", "sources", Source),
        figures=_read_entries(folder, "sources.toml", "figures", Figure),
        announcements=_read_entries(folder, "announcements.toml", "announcements", Template),
        folder=folder,
    )
    check_event(event)
    return event


def _read_header(folder: Path) -> Header:
    header = _convert_table("event.toml", "event", _read_toml(folder, "event.toml"), Header)
    try:
        ZoneInfo(header.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EventDataError("event.toml", "timezone", f"unknown: {header.timezone}") from error
    return header


def _read_places(folder: Path) -> Table:
    file = "places.toml"
    return {
        "rooms": _read_entries(folder, file, "rooms", Room),
        "zones": _read_entries(folder, file, "zones", Zone),
        "doors": _read_entries(folder, file, "doors", Door),
    }


def _read_press(folder: Path) -> Table:
    file = "press.toml"
    reasons = ("refusal_reasons", "revocation_reasons", "reissue_reasons")
    return {
        "categories": _read_entries(folder, file, "categories", Category),
        "functions": _read_entries(folder, file, "functions", Function),
        "pools": _read_entries(folder, file, "pools", Pool),
        "passports": _read_optional_entries(folder, file, "passports", Passport),
        **{key: _read_entries(folder, file, key, Reason) for key in reasons},
    }


def _read_programme(folder: Path, zone: ZoneInfo) -> tuple[ProgrammeItem, ...]:
    """Read the items of programme/*.toml, ordered by start and `order`. The day is that at the venue."""
    files = sorted(path.name for path in (folder / "programme").glob("*.toml"))
    if not files:
        raise EventDataError("programme/", "*.toml", "no file found")
    items = [
        _convert_table(file, key, _with_day(file, key, table, zone), ProgrammeItem)
        for file in (f"programme/{name}" for name in files)
        for key, table in _read_tables(folder, file, "items")
    ]
    return tuple(sorted(items, key=lambda item: (item.starts_at, item.order)))


def _with_day(file: str, key: str, table: Table, zone: ZoneInfo) -> Table:
    starts_at = table.get("starts_at")
    if not isinstance(starts_at, datetime) or starts_at.tzinfo is None:
        return table
    try:
        return {"day": starts_at.astimezone(zone).date(), **table}
    except OverflowError as error:
        raise EventDataError(file, f"{key}: starts_at", "out of range") from error


def _read_signatories(folder: Path) -> tuple[Signatory, ...]:
    file = "signatories.toml"
    return tuple(
        _convert_table(file, key, {**table, "order": order, "name": _un_name(file, key, table)}, Signatory)
        for order, (key, table) in enumerate(_read_tables(folder, file, "signatories"), start=1)
    )


def _read_speakers(folder: Path) -> tuple[Speaker, ...]:
    """Read the speakers in the order of their session. A State gets its UN name; a `role` may be a key of `roles`."""
    file = "speakers.toml"
    roles = _read_toml(folder, file).get("roles", {})
    if not isinstance(roles, dict):
        raise EventDataError(file, "roles", "expected a [roles] table")
    return tuple(
        _convert_table(file, key, _resolve_speaker(file, key, table, roles), Speaker)
        for key, table in _read_tables(folder, file, "speakers")
    )


def _resolve_speaker(file: str, key: str, table: Table, roles: Mapping[str, Text]) -> Table:
    role = table.get("role")
    if isinstance(role, str):
        if role not in roles:
            raise EventDataError(file, f"{key}: role", f"no such role: {role}")
        table = {**table, "role": roles[role]}
    if "country" in table:
        table = {**table, "name": _un_name(file, key, table)}
    return table


def _un_name(file: str, key: str, table: Table) -> Text:
    iso2 = str(table.get("country"))
    if iso2 not in countries():
        raise EventDataError(file, f"{key}: country", f"no UN name for {iso2!r}")
    return dict(countries()[iso2].name)


def _read_entries(folder: Path, file: str, section: str, kind: type[E]) -> tuple[E, ...]:
    return tuple(_convert_table(file, key, table, kind) for key, table in _read_tables(folder, file, section))


def _read_optional_entries(folder: Path, file: str, section: str, kind: type[E]) -> tuple[E, ...]:
    return _read_entries(folder, file, section, kind) if section in _read_toml(folder, file) else ()


def _read_tables(folder: Path, file: str, section: str) -> Iterable[tuple[str, Table]]:
    tables = _read_toml(folder, file).get(section)
    if not isinstance(tables, list) or not tables:
        raise EventDataError(file, section, "expected at least one [[entry]]")
    for index, table in enumerate(tables, start=1):
        if not isinstance(table, dict):
            raise EventDataError(file, f"{section}[{index}]", "expected an [[entry]]")
        name = table.get("id") or table.get("code") or table.get("country") or ""
        yield f"{section}[{index}]{f' ({name})' if name else ''}", table


def _convert_table(file: str, key: str, table: Table, kind: type[E]) -> E:
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise EventDataError(file, key, str(error)) from error


def _read_toml(folder: Path, file: str) -> Table:
    try:
        return tomllib.loads((folder / file).read_text("utf-8"))
    except FileNotFoundError as error:
        raise EventDataError(file, "-", f"missing in {folder}") from error
    except OSError as error:
        raise EventDataError(file, "-", f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventDataError(file, "-", f"not valid TOML: {error}") from error
