"""What the forms of the set-up edit."""

import pytest
from msgspec import structs

from conference.event import Event
from conference.event.changes import EventUsage
from conference.event.editing import EntryPlace
from rostrum.setup.subjects import EditBase, edit_subject, entry_subject, header_subject, new_subject
from rostrum.setup.typed import FormScope, Typed, show_values


def test_new_zone_gets_a_free_number(event: Event) -> None:
    assert new_subject(event, "zones").values["bit"] == 14
    fewer = structs.replace(event, zones=event.zones[1:])
    assert new_subject(fewer, "zones").values["bit"] == 0


def test_new_room_comes_after_the_others(event: Event) -> None:
    typed: Typed = {f"name.{code}": "Tent" for code in event.languages} | {"code": "tent", "zone": "venue"}
    edited = edit_subject(new_subject(event, "rooms"), typed, EditBase(event, event, EventUsage())).event
    assert edited is not None
    assert edited.rooms[-1].order > max(room.order for room in event.rooms)


def test_name_of_an_entry_has_no_input(event: Event) -> None:
    subject = entry_subject(event, EntryPlace("doors", "gate-a"))
    assert "id" not in {one.field for one in subject.inputs}
    assert "id" in {one.field for one in new_subject(event, "doors").inputs}


def test_digest_follows_the_values_of_the_entry_alone(event: Event) -> None:
    place = EntryPlace("doors", "gate-a")
    first = structs.replace(event.doors[0], way="exit")
    changed = structs.replace(event, doors=(first, *event.doors[1:]))
    assert event.doors[0].id == place.name
    assert entry_subject(event, place).digest != entry_subject(changed, place).digest
    other = EntryPlace("doors", event.doors[1].id)
    assert entry_subject(event, other).digest == entry_subject(changed, other).digest


def test_unknown_role_is_refused_at_its_field(event: Event) -> None:
    subject = header_subject(event, "rules")
    typed = show_values(subject.inputs, subject.values, FormScope(event.languages, event.zone_info))
    edited = edit_subject(subject, typed | {"staff.totp_roles.king": "yes"}, EditBase(event, event, EventUsage()))
    assert [fault.path for fault in edited.faults] == [("staff", "totp_roles")]


def test_break_that_the_draft_has_already_is_not_repeated(event: Event) -> None:
    """A zone's number that was changed before badges were issued is not a fault of an edit elsewhere."""
    usage = EventUsage(has_badges=True)
    zones = (structs.replace(event.zones[0], bit=15), *event.zones[1:])
    base = EditBase(structs.replace(event, zones=zones), event, usage)
    subject = header_subject(event, "conference")
    typed = show_values(subject.inputs, subject.values, FormScope(event.languages, event.zone_info))
    assert edit_subject(subject, typed | {"city.fr": "Hanoï-ville"}, base).faults == ()


@pytest.mark.parametrize("page", ["nothing", ""])
def test_unknown_page_is_a_key_error(event: Event, page: str) -> None:
    with pytest.raises(KeyError):
        header_subject(event, page)
