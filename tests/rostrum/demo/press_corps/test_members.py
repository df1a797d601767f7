"""People of the press corps: members, special cases, applications that are not approved."""

import pytest
from msgspec import structs

from conference.event import Event, EventDataError
from rostrum.demo.press_corps.lists import OtherPerson, read_lists
from rostrum.demo.press_corps.members import Registry, approved_people, other_people
from rostrum.demo.press_corps.names import Name, NameMaker
from rostrum.demo.press_corps.outlets import make_places, outlets_of
from rostrum.demo.press_corps.people import BadgeStep, Outcome
from tests.rostrum.demo.press_corps.conftest import HANOI

LISTS = read_lists(HANOI)
PLACES = make_places(LISTS)


def registry(event: Event, **changes: object) -> Registry:
    lists = structs.replace(LISTS, **changes)
    return Registry(event, lists, NameMaker(lists.splits.seed, ()), outlets_of(PLACES))


def test_person_has_the_default_category_of_the_function(hanoi: Event) -> None:
    made = registry(hanoi)
    group = made.groups["vn"]
    person = made.person(Name("Hồ An", "HO", "AN"), group, (), "photographer")
    assert (person.category, person.country, person.outcome) == (
        hanoi.function("photographer").category,
        "VN",
        Outcome.APPROVED,
    )
    assert person.is_freelance
    again = made.person(Name("Hồ An", "HO", "AN"), group, (), "photographer")
    assert (again.key, again.email, again.phone) != (person.key, person.email, person.phone)


def test_unknown_outlet_is_refused_with_its_file(hanoi: Event) -> None:
    with pytest.raises(EventDataError, match=r"press_corps/cases\.toml: outlet: there is no 'Atlantis Today'"):
        registry(hanoi).outlet("Atlantis Today", "cases.toml")


def test_each_place_has_one_person_and_each_case_its_outlet(hanoi: Event) -> None:
    people = approved_people(registry(hanoi), PLACES)
    assert len(people) == len(PLACES)
    for place, person in zip(PLACES, people, strict=True):
        assert person.outlet_ids[:1] == ((place.outlet.id,) if place.outlet else ())
    assert {case.case for case in LISTS.cases.people} <= {person.case for person in people}


def test_later_changes_are_of_different_people_without_a_case(hanoi: Event) -> None:
    people = approved_people(registry(hanoi), PLACES)
    later = LISTS.splits.later
    assert sorted(person.revoked for person in people if person.revoked) == sorted(later.revoked)
    assert sorted(person.reissued for person in people if person.reissued) == sorted(later.reissued)
    assert not [person for person in people if person.revoked and person.reissued]


def test_most_badges_are_handed_over_and_some_wait(hanoi: Event) -> None:
    people, later = approved_people(registry(hanoi), PLACES), LISTS.splits.later
    steps = [person.badge_step for person in people]
    assert steps.count(BadgeStep.PRINTED) == later.waiting
    assert steps.count(BadgeStep.ISSUED) == later.unprinted + len(later.reissued)


def test_other_application_keeps_its_outcome_and_reason(hanoi: Event) -> None:
    listed = OtherPerson(outcome="refused", group="vn", function="reporter", reason="late", native="Hồ An", given="AN")
    (person,) = other_people(registry(hanoi, others=structs.replace(LISTS.others, people=(listed,))))
    assert (person.outcome, person.reason, person.native_name) == (Outcome.REFUSED, "late", "Hồ An")
    assert person.is_freelance


def test_other_application_of_an_unknown_group_is_refused(hanoi: Event) -> None:
    listed = OtherPerson(outcome="withdrawn", group="atlantis", function="reporter")
    with pytest.raises(EventDataError, match="group: there is no 'atlantis'"):
        other_people(registry(hanoi, others=structs.replace(LISTS.others, people=(listed,))))
