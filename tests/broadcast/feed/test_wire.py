"""Feed v1 in bytes."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from broadcast.board.domain.board import Revision
from broadcast.feed import wire

AT = datetime(2025, 10, 25, 2, 0, 1, 999_999, tzinfo=UTC)
REVISION = Revision("ep_1-abc", 12)


def parse_frame(data: bytes) -> Frame:
    """The frame as the `websockets` package reads it from a server."""
    reader = StreamReader()
    reader.feed_data(data)
    parser = Frame.parse(reader.read_exact, mask=False)
    try:
        while True:
            next(parser)
    except StopIteration as result:
        assert reader.buffer == bytearray()
        frame: Frame = result.value
        return frame


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 300_000])
def test_text_frame_is_one_final_unmasked_frame_of_any_length(length: int) -> None:
    payload = b"x" * length
    frame = parse_frame(wire.text_frame(payload))
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, payload)


def test_ping_frame_is_a_ping() -> None:
    frame = parse_frame(wire.PING_FRAME)
    assert (frame.opcode, bytes(frame.data)) == (Opcode.PING, b"")


def test_snapshot_says_everything_about_itself() -> None:
    keys = {"tally": (9, b'{"signed":1}'), "x": (12, b"null")}
    encoded = wire.encode_snapshot(REVISION, keys, language="ar", recovered=True, at=AT, tick_s=5, build="5eed")
    assert json.loads(encoded.payload) == {
        "type": "snapshot",
        "version": 1,
        "language": "ar",
        "epoch": "ep_1-abc",
        "offset": 12,
        "recovered": True,
        "at": "2025-10-25T02:00:01.999000Z",
        "tick_s": 5,
        "build": "5eed",
        "keys": {"tally": {"offset": 9, "state": {"signed": 1}}, "x": {"offset": 12, "state": None}},
    }


def test_update_and_tick_are_as_small_as_they_can_be() -> None:
    update = wire.encode_update(REVISION, "tally", b'{"signed":2}')
    assert update.payload == b'{"type":"update","epoch":"ep_1-abc","offset":12,"key":"tally","state":{"signed":2}}'
    tick = wire.encode_tick(REVISION, AT)
    assert tick.payload == b'{"type":"tick","at":"2025-10-25T02:00:01.999000Z","epoch":"ep_1-abc","offset":12}'


def test_goodbye_is_encoded_per_client_with_sse_retry() -> None:
    goodbye = wire.encode_goodbye(wire.Leaving.DRAIN, 12.34)
    assert goodbye.payload == b'{"type":"goodbye","reason":"drain","retry_after_s":12.3}'
    assert b"\r\nevent: goodbye\nretry: 12340\ndata: {" in goodbye.event


def test_events_have_type_and_id_and_come_in_one_chunk() -> None:
    update = wire.encode_update(REVISION, "tally", b"null")
    size, _, rest = update.event.partition(b"\r\n")
    assert rest[int(size, 16) :] == b"\r\n"
    assert rest[: int(size, 16)] == b"id: ep_1-abc.12\nevent: update\ndata: " + update.payload + b"\n\n"


def test_tick_has_no_id() -> None:
    assert b"id:" not in wire.encode_tick(REVISION, AT).event


def test_bytes_are_made_once() -> None:
    update = wire.encode_update(REVISION, "tally", b"null")
    assert update.frame is update.frame
    assert update.event is update.event


@given(st.text())
def test_any_text_survives_in_one_line(words: str) -> None:
    update = wire.encode_update(REVISION, "announcement/1", msgspec.json.encode({"text": words}))
    data = [line for line in update.event.split(b"\n") if line.startswith(b"data: ")]
    assert len(data) == 1
    decoded = wire.decode_message(update.payload)
    assert isinstance(decoded, wire.Update)
    assert wire.decode_state(decoded.state) == {"text": words}


def test_messages_come_back_as_they_went() -> None:
    tick = wire.decode_message(wire.encode_tick(REVISION, AT).payload)
    assert tick == wire.Tick(at=AT.replace(microsecond=999_000), epoch="ep_1-abc", offset=12)


@pytest.mark.parametrize(
    ("epoch", "offset", "revision"),
    [
        ("ep_1", "12", Revision("ep_1", 12)),
        ("ep_1", "0", Revision("ep_1", 0)),
        ("ep_1", str(wire.LARGEST_OFFSET), Revision("ep_1", wire.LARGEST_OFFSET)),
        (None, None, None),
        ("ep_1", None, None),
        (None, "12", None),
        ("", "12", None),
        ("ep_1", "", None),
        ("ep_1", "-1", None),
        ("ep_1", "+1", None),
        ("ep_1", "1.5", None),
        ("ep_1", " 12", None),
        ("ep_1", "12\n", None),
        ("ep_1", "١٢", None),
        ("ep_1", "0x1f", None),
        ("ep_1", str(wire.LARGEST_OFFSET + 1), None),
        ("ep_1", "9" * 400, None),
        ("ep 1", "12", None),
        ("ep_1\r\n", "12", None),
        ("e" * 81, "12", None),
        ("null", "undefined", None),
    ],
)
def test_doubtful_revision_is_none(epoch: str | None, offset: str | None, revision: Revision | None) -> None:
    assert wire.read_revision(epoch, offset) == revision


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("ep_1-abc.12", Revision("ep_1-abc", 12)),
        (None, None),
        ("", None),
        (".", None),
        ("ep_1", None),
        ("ep_1.", None),
        (".12", None),
        ("ep_1.12.", None),
        ("x" * 10_000 + ".12", None),
    ],
)
def test_event_id_is_read_like_a_revision(text: str | None, revision: Revision | None) -> None:
    assert wire.read_event_id(text) == revision


def test_event_ids_come_back() -> None:
    assert wire.read_event_id(wire.event_id(REVISION)) == REVISION


def test_shown_comes_back() -> None:
    sent = wire.encode_shown("lobby-1", REVISION, "ar")
    assert wire.decode_client_message(sent) == wire.Shown(screen="lobby-1", epoch="ep_1-abc", offset=12, language="ar")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"shown",
        b"[]",
        b'{"type":"shown"}',
        b'{"type":"update","epoch":"e","offset":1,"key":"x","state":null}',
        b'{"type":"shown","screen":"","epoch":"e","offset":1,"language":"ar"}',
        b'{"type":"shown","screen":"<b>","epoch":"e","offset":1,"language":"ar"}',
        b'{"type":"shown","screen":"a","epoch":"e","offset":-1,"language":"ar"}',
        b'{"type":"shown","screen":"a","epoch":"e","offset":1e300,"language":"ar"}',
        b'{"type":"shown","screen":"a","epoch":"e","offset":"1","language":"ar"}',
        b'{"type":"shown","screen":"a","epoch":"e","offset":1,"language":"xx"}',
        b'{"type":"shown","screen":"a","epoch":"e","offset":1,"language":"ar","pad":"' + b"x" * 2048 + b'"}',
        b'{"type":"shown","screen":"\xff","epoch":"e","offset":1,"language":"ar"}',
    ],
)
def test_anything_else_from_a_client_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        wire.decode_client_message(message)
