"""Convert the event's data to the board's types; only this module decides which items are public."""

from broadcast.board.domain.announcements import Level, Template
from broadcast.board.domain.board import EventInfo, Room
from broadcast.board.domain.programme import PrivateItem, Programme, PublicItem
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import Speaker
from broadcast.board.domain.speaking.speaking_time import SpeakerClass, SpeakingRules
from broadcast.board.template_reviews import is_current
from conference.event import Event, ProgrammeItem


def programme_of(event: Event) -> Programme:
    """Return the programme; an item that is not public becomes a PrivateItem, which no projection accepts."""
    items = tuple(
        _make_public_item(event, item) if item.public else _make_private_item(item) for item in event.programme
    )
    return Programme(
        event_info=event_info_of(event), items=items, tally_source=event.tally_source, rooms=rooms_of(event)
    )


def event_info_of(event: Event) -> EventInfo:
    """Return the conference's name, its days, and the rooms that have public items."""
    used = {item.room for item in event.public_programme}
    return EventInfo(
        name=event.name,
        short_name=event.short_name,
        theme=event.theme or {},
        venue=event.venue,
        timezone=event.timezone,
        days=event.days,
        speaking=speaking_rules_of(event),
        rooms=tuple(room for room in rooms_of(event) if room.id in used),
    )


def rooms_of(event: Event) -> tuple[Room, ...]:
    """Return all rooms of the event, also those without a public item."""
    return tuple(Room(id=r.code, name=r.name, order=r.order) for r in event.rooms)


def speaking_rules_of(event: Event) -> SpeakingRules:
    """Return the time limits of statements."""
    times = event.speaking
    return SpeakingRules(
        classes=tuple(SpeakerClass(code=c.code, name=c.name, limit_s=c.limit_s) for c in event.speaker_classes),
        reply_limits_s=times.reply_limits_s,
        amber_s=times.amber_s,
        red_s=times.red_s,
    )


def templates_of(event: Event) -> dict[str, Template]:
    """Return the prepared announcements by id."""
    return {
        one.id: Template(
            id=one.id,
            text=one.text,
            level=Level(one.level),
            reviewers={review.language: review.by for review in one.reviews if is_current(review, one)},
            former_reviewers={review.language: review.by for review in one.reviews if not is_current(review, one)},
        )
        for one in event.announcements
    }


def countries_of(event: Event) -> tuple[str, ...]:
    """Return the codes of the possible signatories, in the order of signing."""
    return tuple(s.country for s in sorted(event.signatories, key=lambda s: s.order))


def _make_private_item(item: ProgrammeItem) -> PrivateItem:
    return PrivateItem(
        id=item.id,
        title=item.title,
        room=item.room,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        kind=item.kind,
        cancelled=item.phase == "cancelled",
    )


def _make_public_item(event: Event, item: ProgrammeItem) -> PublicItem:
    speakers = sorted((s for s in event.speakers if s.session == item.id), key=lambda s: s.order)
    return PublicItem(
        id=item.id,
        title=item.title,
        kind=item.kind,
        room=item.room,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        order=item.order,
        assumed=bool(item.assumed),
        phase=Phase(item.phase),
        until=item.until,
        speakers=tuple(
            Speaker(id=s.id, name=s.name, role=s.role, country=s.country or "", speaker_class=s.speaker_class or "")
            for s in speakers
        ),
    )
