"""People of the press corps: approved people for all places, and the other applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conference.event import Event, EventDataError, Fault
from rostrum.demo.press_corps.contacts import Contacts
from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.lists import CasePerson, CorpsLists, Group, OtherPerson
from rostrum.demo.press_corps.names import Name, NameMaker
from rostrum.demo.press_corps.outlets import Place, domestic_group
from rostrum.demo.press_corps.people import BadgeStep, CorpsApplication, CorpsOutlet, Outcome
from rostrum.demo.press_corps.roles import deal_categories, deal_functions, deal_pools


class Registry:
    """Data for making people: the event, the lists, the names and contacts used so far."""

    def __init__(self, event: Event, lists: CorpsLists, maker: NameMaker, outlets: tuple[CorpsOutlet, ...]) -> None:
        self.event = event
        self.lists = lists
        self.maker = maker
        self.outlets = outlets
        self.contacts = Contacts()
        self.groups = {group.id: group for group in (domestic_group(lists.domestic), *lists.foreign.groups)}
        self._by_name = {outlet.name: outlet for outlet in outlets}

    def outlet(self, name: str, file: str) -> CorpsOutlet:
        """Return the outlet with this name. Raises EventDataError with the file that refers to it."""
        if name not in self._by_name:
            raise EventDataError(Fault(f"press_corps/{file}", "outlet", f"there is no {name!r}"))
        return self._by_name[name]

    def person(self, name: Name, group: Group, outlets: Sequence[CorpsOutlet], function: str) -> CorpsApplication:
        """Make an approved application of this name with unique contacts, in the function's default category."""
        key, email, phone = self.contacts.make_next(name, group, outlets[0] if outlets else None)
        return CorpsApplication(
            key=key,
            native_name=name.native,
            family_name=name.family,
            given_name=name.given,
            script=group.script,
            order=group.order,
            email=email,
            phone=phone,
            country=group.country,
            language=group.language,
            function=function,
            category=self.event.function(function).category,
            outcome=Outcome.APPROVED,
            outlet_ids=tuple(outlet.id for outlet in outlets),
        )


def approved_people(registry: Registry, places: Sequence[Place]) -> list[CorpsApplication]:
    """Make an approved person for every place. Raises EventDataError when a case has no place left."""
    splits, event = registry.lists.splits, registry.event
    functions = deal_functions(places, splits)
    categories = deal_categories(functions, splits, event)
    pools = deal_pools(categories, splits, event)
    waiting = list(registry.lists.cases.people)
    people = []
    for place, function, category, pool in zip(places, functions, categories, pools, strict=True):
        case = next((entry for entry in waiting if place.outlet and entry.outlet == place.outlet.name), None)
        if case:
            waiting.remove(case)
        person = _make_case(registry, place, case, function) if case else _make_member(registry, place, function)
        people.append(replace(person, category=category, pool=pool))
    if waiting:
        raise EventDataError(Fault("press_corps/cases.toml", waiting[0].case, f"no place at {waiting[0].outlet!r}"))
    return _add_later_changes(people, registry.lists)


def _make_member(registry: Registry, place: Place, function: str) -> CorpsApplication:
    outlets = (place.outlet,) if place.outlet else ()
    person = registry.person(registry.maker.compose(place.group), place.group, outlets, function)
    return person if outlets else replace(person, case="freelance")


def _make_case(registry: Registry, place: Place, case: CasePerson, function: str) -> CorpsApplication:
    names = [case.outlet, case.second_outlet] if case.second_outlet else [case.outlet]
    outlets = [registry.outlet(name, "cases.toml") for name in names]
    person = registry.person(Name(case.native, case.family, case.given), place.group, outlets, function)
    script = case.script or place.group.script
    return replace(person, case=case.case, country=case.country or person.country, script=script)


def _add_later_changes(people: list[CorpsApplication], lists: CorpsLists) -> list[CorpsApplication]:
    """Mark a few people without a case as revoked or reissued later, or as people whose badge waits."""
    order = Draw(lists.splits.seed, "later").shuffled(i for i, person in enumerate(people) if not person.case)
    later = lists.splits.later
    for reason in later.revoked:
        index = order.pop()
        people[index] = replace(people[index], revoked=reason)
    for reason in later.reissued:
        index = order.pop()
        people[index] = replace(people[index], reissued=reason, case=f"reissued_{reason}", badge_step=BadgeStep.ISSUED)
    for step, count in ((BadgeStep.PRINTED, later.waiting), (BadgeStep.ISSUED, later.unprinted)):
        for _ in range(count):
            index = order.pop()
            people[index] = replace(people[index], badge_step=step)
    return people


def other_people(registry: Registry) -> list[CorpsApplication]:
    """Make the applications that are not approved, as listed."""
    return [_make_other(registry, listed) for listed in registry.lists.others.people]


def _make_other(registry: Registry, listed: OtherPerson) -> CorpsApplication:
    if listed.group not in registry.groups:
        raise EventDataError(Fault("press_corps/others.toml", "group", f"there is no {listed.group!r}"))
    group = registry.groups[listed.group]
    name = Name(listed.native, listed.family, listed.given) if listed.native else registry.maker.compose(group)
    outlets = (registry.outlet(listed.outlet, "others.toml"),) if listed.outlet else ()
    person = registry.person(name, group, outlets, listed.function)
    return replace(
        person,
        outcome=Outcome(listed.outcome),
        reason=listed.reason,
        approved_by=listed.approved_by,
        case=listed.case,
        script=listed.script or group.script,
    )
