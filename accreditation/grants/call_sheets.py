"""Call sheets of press pools: what members of a pool are told about each of its items. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from accreditation.access.rules import Window
from accreditation.grants.domain import Grant
from accreditation.grants.pool_plans import card_window
from conference.event import Event, Pool, PoolCall, ProgrammeItem, Room


class Call(Struct, frozen=True, kw_only=True):
    """Call of a pool to an item. `details` is None for an item of which the event tells only time and room."""

    item: ProgrammeItem
    room: Room
    meet_at: datetime
    details: PoolCall | None


class CallSheet(Struct, frozen=True):
    """Calls of a pool, in the order of its items."""

    pool: Pool
    calls: tuple[Call, ...]


def call_sheet(event: Event, pool: Pool, *, now: datetime, ended: Collection[Window] = ()) -> CallSheet:
    """Make the sheet of a pool: its items that are not over, without those whose cards (`ended`) have ended."""
    details = {call.item: call for call in pool.calls}
    items = [event.item(code) for code in pool.items]
    return CallSheet(
        pool,
        tuple(
            _make_call(event, item, details.get(item.id))
            for item in items
            if now < item.ends_at and card_window(item) not in ended
        ),
    )


def held_call_sheets(event: Event, grants: Collection[Grant], *, now: datetime) -> list[CallSheet]:
    """Make the sheets of the pools of which a person has a card that has not ended."""
    sheets = []
    for pool in event.pools:
        cards = [grant for grant in grants if grant.pool == pool.code]
        held = {card.window for card in cards if card.ended_at is None}
        if held:
            ended = {card.window for card in cards} - held
            sheets.append(call_sheet(event, pool, now=now, ended=ended))
    return [sheet for sheet in sheets if sheet.calls]


def _make_call(event: Event, item: ProgrammeItem, details: PoolCall | None) -> Call:
    meet_at = details.meet_at if details and details.meet_at else card_window(item).valid_from
    return Call(item=item, room=event.room(item.room), meet_at=meet_at, details=details)
