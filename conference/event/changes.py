"""Differences between two versions of an event, and those of them that would break what is in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, structs

from conference.event.check import name_of
from conference.event.drafts import SECTIONS
from conference.event.errors import Problem
from conference.event.export import plain_value
from conference.event.model import Event, Header

ENTRY_SECTIONS = (*SECTIONS, "programme")
_NOTHING = object()
_LETTER_USED = Problem("badges of it were issued", "break_letter")
_DOOR_USED = Problem("devices or scans are at this door", "break_door")


class Change(Struct, frozen=True):
    """A difference: of a value of the header (`section` ""), of an entry, or a whole entry (`field` "")."""

    section: str
    name: str
    field: str
    before: str | None
    after: str | None

    @property
    def entry(self) -> str:
        """The changed entry, such as "rooms (plenary)"; the field for a value of the header."""
        return (f"{self.section} ({self.name})" if self.name else self.section) or self.field

    def __str__(self) -> str:
        where = f"{self.entry}: {self.field}" if self.section and self.field else self.entry
        if not self.field:
            return f"{'+' if self.before is None else '-'} {where}"
        return f"~ {where}: {_show_value(self.before)} → {_show_value(self.after)}"


def _show_value(value: str | None) -> str:
    return "nothing" if value is None else value


class EventUsage(Struct, frozen=True, kw_only=True):
    """What an installation uses of its event: names of entries by section, and whether badges were issued."""

    used: Mapping[str, frozenset[str]] = {}
    has_badges: bool = False

    def uses(self, section: str, name: str) -> bool:
        """Return whether an entry is in use."""
        return name in self.used.get(section, frozenset())


class Break(Struct, frozen=True):
    """A change that would break what is in use: of an entry's field, or of a whole entry (`field` "")."""

    section: str
    name: str
    field: str
    why: str

    def __str__(self) -> str:
        entry = f"{self.section} ({self.name})" if self.name else self.section
        return f"{': '.join(part for part in (entry, self.field) if part)}: not changed, because {self.why}"


def compare_events(before: Event, after: Event) -> tuple[Change, ...]:
    """Return all differences by entry and field."""
    return tuple(_compare_all(before, after))


def _compare_all(before: Event, after: Event) -> Iterator[Change]:
    header = [name for name in Header.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    yield from _compare_values(
        "", "", *(_flatten({name: getattr(one, name) for name in header}) for one in (before, after))
    )
    for section in ENTRY_SECTIONS:
        old, new = entries_by_name(before, section), entries_by_name(after, section)
        for name in old.keys() - new.keys():
            yield Change(section, name, "", section, None)
        for name, entry in new.items():
            if name not in old:
                yield Change(section, name, "", None, section)
            elif entry != old[name]:
                yield from _compare_values(section, name, _flatten_entry(old[name]), _flatten_entry(entry))
        kept = [[name for name in one if name in old and name in new] for one in (old, new)]
        if kept[0] != kept[1]:
            yield Change(section, "", "order", ", ".join(kept[0]), ", ".join(kept[1]))


def _compare_values(section: str, name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, _NOTHING), new.get(key, _NOTHING)
        if before != after:
            yield Change(section, name, key, *(None if one is _NOTHING else str(one) for one in (before, after)))


def entries_by_name(event: Event, section: str) -> dict[str, Struct]:
    """Return the entries of a section by name; figures of one topic are numbered."""
    entries: dict[str, Struct] = {}
    for entry in getattr(event, section):
        name, number = name_of(entry), 1
        while (key := name if number == 1 else f"{name} {number}") in entries:
            number += 1
        entries[key] = entry
    return entries


def _flatten_header(event: Event) -> dict[str, object]:
    return _flatten({name: getattr(event, name) for name in Header.__struct_fields__})


def _flatten_entry(entry: Struct) -> dict[str, object]:
    return _flatten(structs.asdict(entry))


def _flatten(values: Mapping[str, Any]) -> dict[str, object]:
    """Return leaf values by dotted keys; values that an entry does not have are left out."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        plain = plain_value(value)
        if isinstance(plain, dict):
            flat |= {f"{key}.{inner}": one for inner, one in _flatten(plain).items()}
        elif plain is not None:
            flat[key] = plain
    return flat


def find_breaks(before: Event, after: Event, usage: EventUsage) -> tuple[Break, ...]:
    """Return the changes that would break issued badges, enrolled devices, applications or running sessions."""
    return tuple(_find_all_breaks(before, after, usage))


def _find_all_breaks(before: Event, after: Event, usage: EventUsage) -> Iterator[Break]:
    if usage.has_badges:
        for key in ("id", "environment"):
            if getattr(before, key) != getattr(after, key):
                why = Problem("badges were issued, and every door would refuse them", "break_identity")
                yield Break("", "", key, why)
        yield from _find_bit_breaks(before, after)
    for section in usage.used:
        kept = {name_of(entry) for entry in getattr(after, section)}
        for entry in getattr(before, section):
            if usage.uses(section, name_of(entry)) and name_of(entry) not in kept:
                yield Break(section, name_of(entry), "", Problem("it is in use and cannot be removed", "break_in_use"))
    yield from _find_field_breaks(before, after, usage, ("categories", "letter", _LETTER_USED))
    yield from _find_field_breaks(before, after, usage, ("doors", "zone", _DOOR_USED))


def _find_bit_breaks(before: Event, after: Event) -> Iterator[Break]:
    old = {zone.code: zone.bit for zone in before.zones}
    owner = {zone.bit: zone.code for zone in before.zones}
    for zone in after.zones:
        if zone.code in old and zone.bit != old[zone.code]:
            why = Problem("badges were issued, and their tokens contain it", "break_bit")
            yield Break("zones", zone.code, "bit", why)
        elif zone.code not in old and zone.bit in owner:
            said = f"its bit {zone.bit} was that of {owner[zone.bit]}, and the tokens of issued badges contain it"
            yield Break("zones", zone.code, "", Problem(said, "break_bit_reused", owner[zone.bit]))


def _find_field_breaks(before: Event, after: Event, usage: EventUsage, rule: tuple[str, str, str]) -> Iterator[Break]:
    section, key, why = rule
    new = {name_of(entry): getattr(entry, key) for entry in getattr(after, section)}
    for entry in getattr(before, section):
        name = name_of(entry)
        if usage.uses(section, name) and new.get(name, getattr(entry, key)) != getattr(entry, key):
            yield Break(section, name, key, why)


def keep_unbroken(before: Event, after: Event, breaks: tuple[Break, ...]) -> Event:
    """Return `after` with everything that `breaks` names as it was before."""
    event = after
    for one in breaks:
        event = _restore_entry(before, event, one)
    return event


def _restore_entry(before: Event, after: Event, one: Break) -> Event:
    if not one.section:
        return structs.replace(after, **{one.field: getattr(before, one.field)})
    old = {name_of(entry): entry for entry in getattr(before, one.section)}.get(one.name)
    entries = [entry for entry in getattr(after, one.section) if old is not None or name_of(entry) != one.name]
    if old is not None and not one.field:
        entries.append(old)
    elif old is not None:
        value = getattr(old, one.field)
        entries = [structs.replace(e, **{one.field: value}) if name_of(e) == one.name else e for e in entries]
    return structs.replace(after, **{one.section: tuple(entries)})
