"""Rules across an event: unique names and marks, existing references, times in order. Access has its own module."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from datetime import datetime

from conference.event.checks.access import find_access_faults
from conference.event.checks.annexes import find_annex_faults
from conference.event.checks.header import find_header_faults
from conference.event.checks.letters import find_letter_faults
from conference.event.checks.pools import find_pool_faults
from conference.event.checks.streams import find_stream_faults
from conference.event.documents import ALERTS, Finding
from conference.event.drafts import Draft
from conference.event.errors import Problem, propose
from conference.event.model import (
    Category,
    DocumentKind,
    Entry,
    Figure,
    Passport,
    PreparedAlert,
    ProgrammeItem,
    Template,
    Term,
    Zone,
)
from conference.texts.countries import countries, passports

MOST_BITS = 16

LONGEST_ALERT_TEXTS = {"headline": 120, "instruction": 280}
"""Most characters of a text of an alert in one language: read on screens at ten metres."""

REFERENCES = (
    ("rooms", "zone", "zones"),
    ("rooms", "source", "sources"),
    ("zones", "within", "zones"),
    ("doors", "zone", "zones"),
    ("categories", "zones", "zones"),
    ("functions", "category", "categories"),
    ("pools", "items", "programme"),
    ("document_kinds", "functions", "functions"),
    ("document_kinds", "categories", "categories"),
    ("programme", "room", "rooms"),
    ("programme", "source", "sources"),
    ("speakers", "session", "programme"),
    ("speakers", "speaker_class", "speaker_classes"),
    ("figures", "source", "sources"),
    ("annexes", "categories", "categories"),
    ("annex_questions", "annex", "annexes"),
    ("streams", "room", "rooms"),
)
"""Section and field whose values are names of entries of another section."""

_UNIQUE = (
    ("zones", "mark"),
    ("categories", "letter"),
    ("categories", "colour"),
    ("rooms", "order"),
    ("programme", "order"),
)


def find_rule_faults(draft: Draft) -> Iterator[Finding]:
    """Find every rule that the valid entries of the draft violate."""
    yield from find_header_faults(draft)
    yield from _check_names(draft)
    yield from _check_assumed(draft)
    yield from _check_unique_values(draft)
    yield from _check_bits(draft)
    yield from _check_zone_marks(draft)
    yield from _check_references(draft)
    yield from _check_topics(draft)
    yield from _check_passports(draft)
    yield from _check_document_kinds(draft)
    yield from _check_windows(draft)
    yield from _check_phases(draft)
    yield from _check_rooms_in_use(draft)
    yield from find_access_faults(draft)
    yield from _check_templates(draft)
    yield from _check_reviews(draft)
    yield from _check_terms(draft)
    yield from _check_alerts(draft)
    yield from find_letter_faults(draft)
    yield from find_annex_faults(draft)
    yield from find_stream_faults(draft)
    yield from find_pool_faults(draft)


def _check_names(draft: Draft) -> Iterator[Finding]:
    for section, entries in draft.placed.items():
        seen: set[str] = set()
        for placed in entries:
            name = name_of(placed.entry)
            if section != "figures" and name in seen:
                yield placed.finding(Problem("used twice", "twice"))
            seen.add(name)


def name_of(entry: Entry) -> str:
    """Return what identifies an entry in its section."""
    for field in ("id", "code", "country", "topic"):
        value = getattr(entry, field, None)
        if value:
            return str(value)
    raise TypeError(type(entry).__name__)


def _check_assumed(draft: Draft) -> Iterator[Finding]:
    for entries in draft.placed.values():
        for placed in entries:
            assumed, fields = getattr(placed.entry, "assumed", ()), placed.entry.__struct_fields__
            for number, field in enumerate(() if isinstance(assumed, bool) else assumed):
                if field not in fields:
                    yield placed.finding(f"no field {field!r}", "assumed", number, proposal=propose(field, fields))


def _check_unique_values(draft: Draft) -> Iterator[Finding]:
    for section, field in _UNIQUE:
        owner: dict[object, str] = {}
        for placed in draft.of(section, Entry):
            value = getattr(placed.entry, field)
            if value in owner:
                problem = Problem(f"{value!r} is already that of {owner[value]}", "taken", owner[value])
                yield placed.finding(problem, field)
            owner.setdefault(value, name_of(placed.entry))


def _check_bits(draft: Draft) -> Iterator[Finding]:
    owner: dict[int, str] = {}
    used = {placed.entry.bit for placed in draft.of("zones", Zone)}
    free = [str(bit) for bit in range(MOST_BITS) if bit not in used]
    for placed in draft.of("zones", Zone):
        bit = placed.entry.bit
        if bit in owner:
            proposal = f"free: {', '.join(free)}" if free else "no bit is free"
            problem = Problem(f"{bit} is already that of {owner[bit]}", "taken", owner[bit])
            yield placed.finding(problem, "bit", proposal=proposal)
        owner.setdefault(bit, placed.entry.code)


def _check_zone_marks(draft: Draft) -> Iterator[Finding]:
    letters = {placed.entry.letter: placed.entry.code for placed in draft.of("categories", Category)}
    for placed in draft.of("zones", Zone):
        mark = placed.entry.mark
        if mark in letters:
            problem = Problem(f"{mark!r} is the letter of category {letters[mark]}", "taken", letters[mark])
            yield placed.finding(problem, "mark")


def _check_references(draft: Draft) -> Iterator[Finding]:
    for section, field, target in REFERENCES:
        if target not in draft.names:
            continue  # its file could not be read
        names = set(draft.names[target])
        for placed in draft.of(section, Entry):
            value = getattr(placed.entry, field)
            for number, name in enumerate(value if isinstance(value, tuple) else (value,)):
                if name is not None and name not in names:
                    at = (field, number) if isinstance(value, tuple) else (field,)
                    problem = Problem(f"{name!r} is not in {target}", "unknown", str(name))
                    yield placed.finding(problem, *at, proposal=propose(name, names))


def _check_topics(draft: Draft) -> Iterator[Finding]:
    """Find figures of unknown topics; an event that declares no topics publishes no figures."""
    known = set(draft.names.get("topics", ()))
    for placed in draft.of("figures", Figure):
        if known and placed.entry.topic not in known:
            problem = Problem(f"{placed.entry.topic!r} is not in topics", "unknown", placed.entry.topic)
            yield placed.finding(problem, "topic", proposal=propose(placed.entry.topic, known))


def _check_passports(draft: Draft) -> Iterator[Finding]:
    for placed in draft.of("passports", Passport):
        if placed.entry.code not in countries() and placed.entry.code not in passports():
            yield placed.finding(Problem("unknown code", "unknown", placed.entry.code), "code")


def _check_document_kinds(draft: Draft) -> Iterator[Finding]:
    for placed in draft.of("document_kinds", DocumentKind):
        for field in ("types", "readers", "outlet_kinds"):
            values = getattr(placed.entry, field)
            if not values and field == "types":
                yield placed.finding(Problem("empty", "missing"), field)
            elif len(set(values)) < len(values):
                yield placed.finding(Problem("used twice", "twice"), field)


def _check_windows(draft: Draft) -> Iterator[Finding]:
    for category in draft.of("categories", Category):
        if category.entry.valid_until <= category.entry.valid_from:
            yield category.finding(Problem("not after valid_from", "not_after"), "valid_until")
    for item in draft.of("programme", ProgrammeItem):
        if item.entry.ends_at <= item.entry.starts_at:
            yield item.finding(Problem("not after starts_at", "not_after"), "ends_at")


def _check_rooms_in_use(draft: Draft) -> Iterator[Finding]:
    """Find items that begin in a room before another one has ended, unless they say that they share it."""
    placed_by_id = {placed.entry.id: placed for placed in draft.of("programme", ProgrammeItem)}
    for earlier, later in find_overlaps(placed.entry for placed in placed_by_id.values()):
        if not later.shares_room:
            problem = Problem(f"overlaps {earlier.id} in room {later.room}", "overlaps", earlier.id)
            proposal = f"that ends at {earlier.ends_at.isoformat()}; shares_room = true allows it"
            yield placed_by_id[later.id].finding(problem, "starts_at", proposal=proposal)


def find_overlaps(items: Iterable[ProgrammeItem]) -> Iterator[tuple[ProgrammeItem, ProgrammeItem]]:
    """Return each item that begins in a room before another one has ended, after one of those."""
    timed = [(*hours, item) for item in items if (hours := item.expected_hours) is not None]
    last_by_room: dict[str, tuple[datetime, ProgrammeItem]] = {}
    for start, end, item in sorted(timed, key=lambda one: (one[0], one[2].order)):
        last_end, last = last_by_room.get(item.room, (start, item))
        if start < last_end:
            yield last, item
        if last is item or end > last_end:
            last_by_room[item.room] = (end, item)


def _check_phases(draft: Draft) -> Iterator[Finding]:
    """Find a delayed item without its new start, and a new start that is not one or not later."""
    for item in draft.of("programme", ProgrammeItem):
        entry = item.entry
        if entry.until is None:
            if entry.phase == "delayed":
                yield item.finding(Problem("a delayed item needs its new start", "missing"), "until")
        elif entry.phase not in ("delayed", "postponed"):
            yield item.finding(Problem("of a delayed or postponed item only", "other"), "until")
        elif entry.until <= entry.starts_at:
            yield item.finding(Problem("not after starts_at", "not_after"), "until")


def _check_templates(draft: Draft) -> Iterator[Finding]:
    for placed in draft.of("announcements", Template):
        expected = set(placed.entry.parameters)
        for language, text in placed.entry.text.items():
            try:
                found = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            except ValueError as error:
                yield placed.finding(Problem(f"broken placeholder: {error}", "placeholder_broken"), "text", language)
                continue
            if found != expected:
                said = f"placeholders {sorted(found)}, expected {sorted(expected)}"
                problem = Problem(said, "placeholders", ", ".join(sorted(expected)))
                yield placed.finding(problem, "text", language, proposal="the parameters, the same in all languages")


def _check_reviews(draft: Draft) -> Iterator[Finding]:
    for placed in draft.of("announcements", Template):
        seen: set[str] = set()
        for number, review in enumerate(placed.entry.reviews):
            if review.language in seen:
                problem = Problem(f"{review.language} used twice", "twice")
                yield placed.finding(problem, "reviews", number, "language")
            if not review.by.strip():
                yield placed.finding(Problem("empty", "missing"), "reviews", number, "by", proposal="name the reviewer")
            seen.add(review.language)


def _check_terms(draft: Draft) -> Iterator[Finding]:
    for placed in draft.of("terms", Term):
        for number, avoided in enumerate(placed.entry.avoid):
            if not avoided.wording.strip():
                yield placed.finding(Problem("empty", "missing"), "avoid", number, "wording")
            elif avoided.wording.casefold() == placed.entry.name.get(avoided.language, "").casefold():
                problem = Problem("the agreed wording itself", "twice")
                yield placed.finding(problem, "avoid", number, "wording")


def _check_alerts(draft: Draft) -> Iterator[Finding]:
    """Find texts that are too long for a screen, and alerts without an all-clear that ends them."""
    placed = list(draft.of("alerts", PreparedAlert))
    for one in placed:
        for field, most in LONGEST_ALERT_TEXTS.items():
            for code, words in (getattr(one.entry, field) or {}).items():
                if len(words) > most:
                    problem = Problem(f"more than {most} characters", "other")
                    yield one.finding(problem, field, code, proposal="shorten it")
    if placed and all(one.entry.response != "AllClear" for one in placed):
        problem = Problem("no alert with the response AllClear", "missing")
        yield Finding(ALERTS, ("alerts",), problem, 'add one with response = "AllClear"')
