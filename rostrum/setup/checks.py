"""What is to do before the conference opens: one line a subject, computed from facts of the installation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from conference.event import Event
from conference.event.check import name_of
from conference.texts.catalogues import key_family
from rostrum.roles import ROLE_TABLE
from rostrum.setup.drafting import PATH
from rostrum.setup.entry_forms import page_address
from rostrum.signing_keys import KeyRow


class LineState(StrEnum):
    """State of a line of the checklist."""

    DONE = "done"
    TODO = "todo"
    UNKNOWN = "unknown"
    """This page cannot see it."""


STATES = key_family("setup.check.state.", (state.value for state in LineState))
_BOTH = ("address", "mail", "test_letter", "roles", "period", "desk", "categories", "zones", "devices", "scans",
         "programme", "samples", "live", "signing_key", "link_key", "texts", "draft", "health")  # fmt: skip
TEXTS = key_family(
    "setup.check.", (*(f"{key}.{state}" for key in _BOTH for state in ("done", "todo")), "backup.unknown")
)


class SetupFacts(Struct, frozen=True, kw_only=True):
    """Facts of the installation. `roles` are the names of roles that a person holds who can sign in."""

    event: Event
    now: datetime
    public_url: str
    smtp_host: str
    letter_tested_at: datetime | None
    roles: frozenset[str]
    enrolled_doors: frozenset[str]
    last_scans: Mapping[str, datetime]
    signing_keys: tuple[KeyRow, ...]
    has_link_key: bool
    missing_texts: int
    waiting_changes: int
    is_healthy: bool


class CheckLine(Struct, frozen=True):
    """A line: its text, its state, the names that it speaks of, the path of the page on which it is done."""

    key: str
    state: LineState
    names: tuple[str, ...] = ()
    address: str = ""

    @property
    def text(self) -> str:
        """The key of the sentence."""
        return TEXTS[f"{self.key}.{self.state.value}"]


def make_lines(facts: SetupFacts) -> tuple[CheckLine, ...]:
    """Return all lines, in the order in which an organiser works."""
    return (*_server_lines(facts), *_event_lines(facts), *_place_lines(facts), *_key_lines(facts))


def _make_line(key: str, *, is_done: bool, names: tuple[str, ...] = (), address: str = "") -> CheckLine:
    return CheckLine(key, LineState.DONE if is_done else LineState.TODO, names, address)


def _server_lines(facts: SetupFacts) -> Iterator[CheckLine]:
    yield _make_line("address", is_done=_is_public(facts.public_url), names=(facts.public_url,))
    yield _make_line("health", is_done=facts.is_healthy, address="/staff/site")
    yield _make_line("mail", is_done=bool(facts.smtp_host), address=f"{PATH}/mail")
    yield _make_line("test_letter", is_done=facts.letter_tested_at is not None, address="/staff/letters")
    missing = tuple(role.name for role in ROLE_TABLE if role.name not in facts.roles)
    yield _make_line("roles", is_done=not missing, names=missing, address="/staff/people")


def _is_public(address: str) -> bool:
    """Return whether an address is https with the name of a host that others can resolve."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host.endswith((".local", ".localhost")) and not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _event_lines(facts: SetupFacts) -> Iterator[CheckLine]:
    event = facts.event
    yield _make_line("period", is_done=facts.now < event.applications.closes_at, address=page_address("applications"))
    yield _make_line("desk", is_done=_has_desk_hours(event), address=page_address("desk"))
    is_live = not event.fictional_press and event.environment != "demo"
    yield _make_line("live", is_done=is_live, names=(event.environment,), address=page_address("rules"))
    yield _make_line("samples", is_done=not _has_samples(event), address=page_address("conference"))
    yield _make_line("texts", is_done=not facts.missing_texts, address=f"{PATH}/languages")
    yield _make_line("draft", is_done=not facts.waiting_changes, address=PATH)


def _has_desk_hours(event: Event) -> bool:
    """Return whether the desk has hours, at least some of them on a day of the conference."""
    hours = event.desk.hours if event.desk else ()
    return any(event.starts_on <= one.opens_at.astimezone(event.zone_info).date() <= event.ends_on for one in hours)


def _has_samples(event: Event) -> bool:
    """Return whether texts of a new event (`rostrum event new`) are unchanged: one short name, one wording for all."""
    is_same_everywhere = len(event.languages) > 1 and len(set(event.name.values())) == 1
    return event.short_name == event.name or is_same_everywhere


def _place_lines(facts: SetupFacts) -> Iterator[CheckLine]:
    event = facts.event
    closed = tuple(one.code for one in event.categories if not one.zones)
    yield _make_line("categories", is_done=not closed, names=closed, address=page_address("categories"))
    guarded = {door.zone for door in event.doors}
    open_zones = tuple(zone.code for zone in event.zones if zone.code not in guarded)
    yield _make_line("zones", is_done=not open_zones, names=open_zones, address=page_address("doors"))
    names = tuple(door.id for door in event.doors if door.id not in facts.enrolled_doors)
    yield _make_line("devices", is_done=not names, names=names, address="/staff/doors")
    unused = tuple(door.id for door in event.doors if door.id not in facts.last_scans)
    yield _make_line("scans", is_done=not unused, names=unused, address="/staff/command")
    is_loaded = [name_of(item) for item in event.programme] != ["opening"]
    yield _make_line("programme", is_done=is_loaded, names=("rostrum event load",))


def _key_lines(facts: SetupFacts) -> Iterator[CheckLine]:
    is_signing = any(key.status == "signing" and key.here for key in facts.signing_keys)
    yield _make_line("signing_key", is_done=is_signing, names=("rostrum keys list",), address="/staff/site")
    yield _make_line("link_key", is_done=facts.has_link_key, names=() if facts.has_link_key else ("ROSTRUM_LINK_KEY",))
    yield CheckLine("backup", LineState.UNKNOWN, ("docs/runbook.md",))
