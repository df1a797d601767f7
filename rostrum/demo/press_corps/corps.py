"""Composition of the press corps: 400 approved people of 189 outlets, and 30 other applications."""

from __future__ import annotations

from collections.abc import Iterable

from conference.event import Event, EventDataError, Fault
from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.lists import CorpsLists, read_lists
from rostrum.demo.press_corps.members import Registry, approved_people, other_people
from rostrum.demo.press_corps.names import NameMaker
from rostrum.demo.press_corps.outlets import make_places, outlets_of
from rostrum.demo.press_corps.people import CorpsApplication, PressCorps

ARRIVE_LAST = frozenset({"duplicate", "late"})
"""Refusal reasons that require an earlier application."""


def press_corps(event: Event) -> PressCorps:
    """Make the fictional press corps of the event, the same in every run.

    Raises EventDataError when the lists in `press_corps/` are inconsistent with each other or with the event.
    """
    lists = read_lists(event.folder)
    _require_known_codes(event, lists)
    places = make_places(lists)
    registry = Registry(event, lists, _make_name_maker(lists), outlets_of(places))
    people = [*approved_people(registry, places), *other_people(registry)]
    return PressCorps(lists.splits.seed, registry.outlets, _order_by_arrival(people, lists))


def _make_name_maker(lists: CorpsLists) -> NameMaker:
    maker = NameMaker(lists.splits.seed, (*lists.excluded.named, *lists.excluded.heads))
    given = [person.native for person in lists.cases.people]
    given += [person.native for person in lists.others.people if person.native]
    for native in given:
        maker.take(native)
    return maker


def _order_by_arrival(people: list[CorpsApplication], lists: CorpsLists) -> tuple[CorpsApplication, ...]:
    mixed = Draw(lists.splits.seed, "arrival").shuffled(people)
    return tuple(sorted(mixed, key=lambda person: person.reason in ARRIVE_LAST))


def _require_known_codes(event: Event, lists: CorpsLists) -> None:
    functions = {function.code for function in event.functions}
    categories = {category.code for category in event.categories}
    counted = (lists.splits.functions.domestic, lists.splits.functions.foreign)
    used = {code for kinds in counted for counts in kinds.values() for code in counts}
    _require_known(used, functions, "corps.toml", "functions")
    _require_known(
        {code for access in lists.splits.access for code in access.categories}, categories, "corps.toml", "access"
    )
    later = lists.splits.later
    _require_known(later.revoked, {reason.code for reason in event.revocation_reasons}, "corps.toml", "later.revoked")
    _require_known(later.reissued, {reason.code for reason in event.reissue_reasons}, "corps.toml", "later.reissued")
    others = lists.others.people
    _require_known((person.function for person in others), functions, "others.toml", "function")
    reasons = {reason.code for reason in event.refusal_reasons}
    _require_known(
        (person.reason for person in others if person.outcome == "refused"), reasons, "others.toml", "reason"
    )


def _require_known(used: Iterable[str | None], known: set[str], file: str, key: str) -> None:
    for code in used:
        if code not in known:
            raise EventDataError(Fault(f"press_corps/{file}", key, f"the event has no {code!r}"))
