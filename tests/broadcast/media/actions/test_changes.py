"""Streams that operators change: checked by the rules of the event's files, audited, not over another one's change."""

import dataclasses

import pytest
from msgspec import structs

from broadcast.media.actions.changes import (
    check_stream,
    remove_stream,
    require_useful,
    restore_stream,
    save_stream,
)
from broadcast.media.domain.states import TrackState
from broadcast.media.ports import StreamServices
from broadcast.media.runtime import StreamWatch
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from conference.event import Event, Stream
from conference.storage.transactions import Transactions
from tests.broadcast.board.actions.conftest import audit_rows
from tests.support.board_samples import OPERATOR
from tests.support.streams import ARABIC, CAPTIONS, FLOOR, FRENCH

ADDRESS = "https://other.example.org/fr.m3u8"


async def read_addresses(services: StreamServices) -> dict[str, str]:
    watch = StreamWatch(services, "a")
    await watch.read_states()
    return {one.id: one.address for one in watch.streams}


@pytest.mark.usefixtures("each_database")
async def test_change_is_seen_audited_and_taken_back(services: StreamServices, transactions: Transactions) -> None:
    floor, french = services.event.streams
    moved, added = structs.replace(french, address=ADDRESS), structs.replace(ARABIC, id="stream_1")
    await save_stream(services, moved, seen=french.address, operator=OPERATOR)
    await save_stream(services, added, seen="", operator=OPERATOR)
    await remove_stream(services, floor, operator=OPERATOR)
    assert await read_addresses(services) == {"fr": ADDRESS, "stream_1": ARABIC.address}
    await restore_stream(services, "fr", operator=OPERATOR)
    await remove_stream(services, added, operator=OPERATOR)
    assert await read_addresses(services) == {"fr": french.address}
    rows = [(action, subject) for action, _, subject in await audit_rows(transactions)]
    assert [row for row in rows if row[0].startswith("broadcast:stream:")] == [
        ("broadcast:stream:changed", "stream/fr"),
        ("broadcast:stream:added", "stream/stream_1"),
        ("broadcast:stream:removed", "stream/floor"),
        ("broadcast:stream:restored", "stream/fr"),
        ("broadcast:stream:removed", "stream/stream_1"),
    ]


async def test_second_operator_does_not_overwrite_the_first(services: StreamServices) -> None:
    french = services.event.streams[1]
    moved = structs.replace(french, address=ADDRESS)
    await save_stream(services, moved, seen=french.address, operator=OPERATOR)
    with pytest.raises(ConflictError, match=r"stream\.changed"):
        await save_stream(services, moved, seen=french.address, operator=OPERATOR)
    with pytest.raises(ConflictError, match=r"stream\.changed"):
        await remove_stream(services, french, operator=OPERATOR)
    with pytest.raises(NotFoundError, match=r"stream\.unknown"):
        await restore_stream(services, "floor", operator=OPERATOR)


async def test_only_operators_change_streams(services: StreamServices) -> None:
    visitor = dataclasses.replace(OPERATOR, roles=frozenset())
    with pytest.raises(ForbiddenError):
        await remove_stream(services, services.event.streams[0], operator=visitor)
    with pytest.raises(ForbiddenError):
        await restore_stream(services, "fr", operator=visitor)


@pytest.mark.parametrize(
    ("stream", "problems"),
    [
        (structs.replace(FRENCH, address="ftp://x"), {"address": "stream.expected_address"}),
        (structs.replace(FRENCH, address="http://video.example.org/a"), {"address": "stream.expected_address"}),
        (structs.replace(FRENCH, address=""), {"address": "field.missing"}),
        (structs.replace(FRENCH, id="new"), {"role": "stream.taken"}),
        (structs.replace(ARABIC, language=None), {"language": "field.missing"}),
        (structs.replace(CAPTIONS, medium="audio"), {"medium": "stream.expected_medium"}),
        (structs.replace(FLOOR, id="new", medium="audio", language="fr"), {"language": "stream.expected_language"}),
        (structs.replace(ARABIC, room="nowhere"), {"room": "field.invalid"}),
    ],
)
def test_wrong_stream_is_refused_by_field(event: Event, stream: Stream, problems: dict[str, str]) -> None:
    with pytest.raises(InvalidError) as refused:
        check_stream(event, [FLOOR, FRENCH], stream)
    assert refused.value.fields == problems


def test_right_streams_are_accepted(event: Event) -> None:
    check_stream(event, [FLOOR, FRENCH], structs.replace(FRENCH, address=ADDRESS))
    check_stream(event, [FLOOR, FRENCH], ARABIC)


def test_address_may_be_silent_and_not_wrong() -> None:
    require_useful(TrackState.UNREACHABLE)
    with pytest.raises(InvalidError, match=r"stream\.no_playlist"):
        require_useful(TrackState.NO_PLAYLIST)
