"""Rules across an event: complete texts, unique names, existing references."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import structs

from conference.event.check_access import check_access
from conference.event.errors import EventDataError
from conference.event.model import Entry, Event
from conference.languages import LANGUAGES
from conference.texts.countries import countries, passports

FILES = {
    "rooms": "places.toml",
    "zones": "places.toml",
    "doors": "places.toml",
    "categories": "press.toml",
    "functions": "press.toml",
    "pools": "press.toml",
    "passports": "press.toml",
    "refusal_reasons": "press.toml",
    "revocation_reasons": "press.toml",
    "reissue_reasons": "press.toml",
    "programme": "programme/",
    "signatories": "signatories.toml",
    "speakers": "speakers.toml",
    "sources": "sources.toml",
    "figures": "sources.toml",
    "announcements": "announcements.toml",
}

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Years of an event's times, so that every time zone and time span can be added to them."""


def check_event(event: Event) -> None:
    """Check all rules. Raises EventDataError for the first one that the event violates."""
    for field in ("name", "short_name", "theme", "venue", "city", "notice", "tally_source"):
        _check_text("event.toml", field, getattr(event, field))
    if event.ends_on < event.starts_on:
        raise EventDataError("event.toml", "ends_on", "before starts_on")
    for section in FILES:
        _check_entries(section, getattr(event, section))
    _check_unique_values(event)
    _check_zone_marks(event)
    _check_references(event)
    _check_passports(event)
    _check_windows(event)
    _check_applications(event)
    _check_desk(event)
    check_access(event)
    _check_templates(event)


def _check_entries(section: str, entries: Iterable[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        key = f"{section} ({_entry_id(entry)})"
        for field, value in structs.asdict(entry).items():
            if isinstance(value, Mapping):
                _check_text(FILES[section], f"{key}: {field}", value)
            if isinstance(value, datetime):
                _check_moment(FILES[section], f"{key}: {field}", value)
        _check_assumed(section, key, entry)
        if section != "figures" and _entry_id(entry) in seen:
            raise EventDataError(FILES[section], key, "used twice")
        seen.add(_entry_id(entry))


def _entry_id(entry: Entry) -> str:
    for field in ("id", "code", "country", "topic"):
        value = getattr(entry, field, None)
        if value:
            return str(value)
    raise TypeError(type(entry).__name__)


def _check_text(file: str, key: str, text: Mapping[str, str]) -> None:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            raise EventDataError(file, key, f"no text in language {language!r}")
    for language in text:
        if language not in LANGUAGES:
            raise EventDataError(file, key, f"unknown language {language!r}")


def _check_moment(file: str, key: str, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise EventDataError(file, key, "a time needs an offset")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise EventDataError(file, key, f"not between {FIRST_YEAR} and {LAST_YEAR}")


def _check_assumed(section: str, key: str, entry: Entry) -> None:
    assumed = getattr(entry, "assumed", ())
    if isinstance(assumed, bool):
        return
    for field in assumed:
        if field not in entry.__struct_fields__:
            raise EventDataError(FILES[section], f"{key}: assumed", f"no field {field!r}")


def _check_unique_values(event: Event) -> None:
    for section, field in (
        ("zones", "bit"),
        ("zones", "mark"),
        ("categories", "letter"),
        ("categories", "colour"),
        ("rooms", "order"),
        ("programme", "order"),
    ):
        owner: dict[object, str] = {}
        for entry in getattr(event, section):
            value = getattr(entry, field)
            if value in owner:
                problem = f"{value!r} is already that of {owner[value]}"
                raise EventDataError(FILES[section], f"{section} ({_entry_id(entry)}): {field}", problem)
            owner[value] = _entry_id(entry)


def _check_zone_marks(event: Event) -> None:
    letters = {category.letter: category.code for category in event.categories}
    for zone in event.zones:
        if zone.mark in letters:
            key = f"zones ({zone.code}): mark"
            raise EventDataError("places.toml", key, f"{zone.mark!r} is the letter of category {letters[zone.mark]}")


def _check_references(event: Event) -> None:
    for section, field, target in (
        ("rooms", "zone", "zones"),
        ("rooms", "source", "sources"),
        ("zones", "within", "zones"),
        ("doors", "zone", "zones"),
        ("categories", "zones", "zones"),
        ("functions", "category", "categories"),
        ("pools", "items", "programme"),
        ("programme", "room", "rooms"),
        ("programme", "source", "sources"),
        ("speakers", "session", "programme"),
        ("figures", "source", "sources"),
    ):
        identities = {_entry_id(entry) for entry in getattr(event, target)}
        for entry in getattr(event, section):
            value = getattr(entry, field)
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and name not in identities:
                    key = f"{section} ({_entry_id(entry)}): {field}"
                    raise EventDataError(FILES[section], key, f"{name!r} is not in {target}")


def _check_passports(event: Event) -> None:
    for one in event.passports:
        if one.code not in countries() and one.code not in passports():
            raise EventDataError("press.toml", f"passports ({one.code})", "unknown code")


def _check_windows(event: Event) -> None:
    for category in event.categories:
        if category.valid_until <= category.valid_from:
            key = f"categories ({category.code}): valid_until"
            raise EventDataError("press.toml", key, "not after valid_from")
    for item in event.programme:
        key = f"programme ({item.id})"
        if item.ends_at <= item.starts_at:
            raise EventDataError("programme/", f"{key}: ends_at", "not after starts_at")
        if item.starts_at.astimezone(event.zone_info).date() != item.day:
            raise EventDataError("programme/", f"{key}: day", "not the day of starts_at")


def _check_desk(event: Event) -> None:
    if event.desk is None:
        return
    for field in ("place", "found"):
        _check_text("event.toml", f"desk: {field}", getattr(event.desk, field))
    for number, hours in enumerate(event.desk.hours, start=1):
        key = f"desk: hours[{number}]"
        for moment in (hours.opens_at, hours.closes_at):
            _check_moment("event.toml", key, moment)
        if hours.closes_at <= hours.opens_at:
            raise EventDataError("event.toml", f"{key}: closes_at", "not after opens_at")


def _check_applications(event: Event) -> None:
    period = event.applications
    moments = {"opens_at": period.opens_at, "closes_at": period.closes_at, "decided_by": period.decided_by}
    for field, moment in moments.items():
        if moment is not None:
            _check_moment("event.toml", f"applications: {field}", moment)
    if period.closes_at <= period.opens_at:
        raise EventDataError("event.toml", "applications: closes_at", "not after opens_at")
    if period.decided_by is not None and period.decided_by < period.closes_at:
        raise EventDataError("event.toml", "applications: decided_by", "before closes_at")
    for field in ("closes_at", "decided_by"):
        moment = moments[field]
        if moment is not None and moment.astimezone(event.zone_info).date() > event.ends_on:
            raise EventDataError("event.toml", f"applications: {field}", "after the end of the event (ends_on)")


def _check_templates(event: Event) -> None:
    for template in event.announcements:
        for language, text in template.text.items():
            key = f"announcements ({template.id}): text.{language}"
            try:
                placeholders = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            except ValueError as error:
                raise EventDataError("announcements.toml", key, str(error)) from error
            if placeholders != set(template.parameters):
                problem = f"placeholders {sorted(placeholders)}, expected {sorted(template.parameters)}"
                raise EventDataError("announcements.toml", key, problem)
