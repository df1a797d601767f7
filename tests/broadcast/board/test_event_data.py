"""Conversion of the reference event to the board's types."""

from zoneinfo import ZoneInfo

from msgspec import structs

from broadcast.board.domain.announcements import Level
from broadcast.board.domain.programme import PrivateItem, PublicItem
from broadcast.board.domain.speaking.speaking_time import limit_of
from broadcast.board.event_data import countries_of, event_info_of, programme_of, speaking_rules_of, templates_of
from conference.event import Event
from conference.languages import LANGUAGES


def test_item_that_is_not_public_becomes_private(event: Event) -> None:
    first = next(item for item in event.programme if item.public)
    hidden = structs.replace(event, programme=(structs.replace(first, public=False),))
    (item,) = programme_of(hidden).items
    assert isinstance(item, PrivateItem)
    assert item.id == first.id


def test_programme_has_every_item_of_the_event(event: Event) -> None:
    items = programme_of(event).items
    assert [item.id for item in items] == [item.id for item in event.programme]
    public = {item.id for item in items if isinstance(item, PublicItem)}
    assert public == {item.id for item in event.public_programme}
    assert public < {item.id for item in items}


def test_speakers_are_those_of_the_session_in_their_order(event: Event) -> None:
    backwards = structs.replace(event, speakers=tuple(reversed(event.speakers)))
    by_id = {item.id: item for item in programme_of(backwards).items if isinstance(item, PublicItem)}
    expected = sorted((s for s in event.speakers if s.session == "debate-1"), key=lambda speaker: speaker.order)
    assert [speaker.id for speaker in by_id["debate-1"].speakers] == [speaker.id for speaker in expected]
    assert by_id["debate-1"].speakers


def test_rooms_of_private_items_only_are_left_out(event: Event) -> None:
    info = event_info_of(event)
    used = {item.room for item in event.public_programme}
    assert {room.id for room in info.rooms} == used
    assert used < {room.code for room in event.rooms}
    assert ZoneInfo(info.timezone)


def test_prepared_announcements_exist_in_every_language(event: Event) -> None:
    templates = templates_of(event)
    assert templates
    for template in templates.values():
        assert set(template.text) == set(LANGUAGES)
        assert template.level in Level


def test_signatories_are_in_the_order_of_signing(event: Event) -> None:
    backwards = structs.replace(event, signatories=tuple(reversed(event.signatories)))
    assert countries_of(backwards) == countries_of(event)
    assert len(set(countries_of(event))) == len(event.signatories) > 1


def test_time_limits_are_those_of_the_classes_of_speakers(event: Event) -> None:
    rules = speaking_rules_of(event)
    assert {one.code for one in rules.classes} == {one.code for one in event.speaker_classes}
    debate = next(item for item in programme_of(event).items if isinstance(item, PublicItem) and item.speakers)
    limits = {limit_of(one.speaker_class, one.reply, limits={}, rules=rules) for one in debate.speakers}
    assert None not in limits
