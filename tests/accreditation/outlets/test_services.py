from dataclasses import replace
from datetime import timedelta

from msgspec import structs

from accreditation.applications.domain.intake import Intake
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.services import OutletServices, place_rules
from conference.event import Event
from conference.event.model import OutletRules


def test_rules_are_those_of_the_event(event: Event) -> None:
    assert place_rules(event) == PlaceRules()
    limited = replace_rules(event, OutletRules(quota=4, delegation_cap=9))
    assert place_rules(limited) == PlaceRules(4, 9)


def replace_rules(event: Event, rules: OutletRules) -> Event:
    """Return the event with these rules of outlets."""

    return structs.replace(event, outlets=rules)


def test_lists_are_open_with_the_applications(outlet_services: OutletServices) -> None:
    services = replace(outlet_services)
    before, after = services.opens_at - timedelta(seconds=1), services.closes_at + timedelta(days=1)
    states = [services.intake_at(now) for now in (before, services.opens_at, services.closes_at, after)]
    assert states == [Intake.NOT_OPEN, Intake.OPEN, Intake.LATE, Intake.CLOSED]
