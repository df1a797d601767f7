"""The server's side of WebSocket, against the `websockets` library as the client (RFC 6455)."""

import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.frames import Opcode as Code
from websockets.uri import parse_uri

from broadcast.feed.websocket import (
    MAX_FRAMES,
    CloseCode,
    Message,
    Opcode,
    ProtocolError,
    Reader,
    answer_code,
    close_frame,
    handshake_answer,
    pong_frame,
    refusal,
)

LARGEST = 512


def masked(opcode: Code, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def code_of(data: bytes) -> CloseCode:
    with pytest.raises(ProtocolError) as broken:
        Reader(LARGEST).feed(data)
    return broken.value.code


def test_handshake_is_accepted_by_an_independent_client() -> None:
    client = ClientProtocol(parse_uri("ws://127.0.0.1/feed/v1/ar/ws"))
    client.send_request(request := client.connect())
    client.receive_data(handshake_answer(request.headers["Sec-WebSocket-Key"]))
    client.receive_data(close_frame(CloseCode.SERVICE_RESTART))
    client.events_received()
    assert client.handshake_exc is None
    assert client.close_rcvd is not None
    assert client.close_rcvd.code == 1012


KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HEADERS = {
    "connection": "keep-alive, Upgrade",
    "upgrade": "WebSocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": KEY,
}


def test_handshake_of_rfc_6455_gets_the_answer_of_rfc_6455() -> None:
    assert refusal(HEADERS) is None
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in handshake_answer(KEY)


@pytest.mark.parametrize("key", ["", "abc", KEY[:-2], KEY + "\n", "é" * 9, "A" * 99])
def test_key_that_is_no_sixteen_bytes_is_none(key: str) -> None:
    assert refusal(HEADERS | {"sec-websocket-key": key}) == 400


@pytest.mark.parametrize("name", HEADERS)
def test_handshake_without_one_of_its_headers_is_none(name: str) -> None:
    assert refusal({k: v for k, v in HEADERS.items() if k != name}) == 400


def test_unsupported_version_gets_the_supported_one() -> None:
    assert refusal(HEADERS | {"sec-websocket-version": "8"}) == 426


messages = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([Opcode.TEXT, Opcode.BINARY]), st.binary(max_size=LARGEST)),
        st.tuples(st.sampled_from([Opcode.PING, Opcode.PONG, Opcode.CLOSE]), st.binary(max_size=125)),
    ),
    max_size=6,
)


@given(messages, st.data())
def test_messages_come_out_however_the_bytes_are_cut(said: list[tuple[Opcode, bytes]], data: st.DataObject) -> None:
    stream = b"".join(masked(Code(opcode), payload) for opcode, payload in said)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    reader, heard = Reader(LARGEST), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard += reader.feed(stream[start:end])
    assert heard == [Message(opcode, payload) for opcode, payload in said]


def test_fragments_are_joined_across_control_frames() -> None:
    stream = (
        masked(Code.TEXT, b"one ", fin=False)
        + masked(Code.PING, b"?")
        + masked(Code.CONT, b"two ", fin=False)
        + masked(Code.CONT, b"three")
    )
    assert Reader(LARGEST).feed(stream) == [Message(Opcode.PING, b"?"), Message(Opcode.TEXT, b"one two three")]


@pytest.mark.parametrize(
    "data",
    [
        Frame(Code.TEXT, b"not masked").serialize(mask=False),
        b"\xc1\x80" + secrets.token_bytes(4),
        masked(Code.CONT, b"of nothing"),
        masked(Code.TEXT, b"a", fin=False) + masked(Code.TEXT, b"b"),
        b"\x83\x80" + secrets.token_bytes(4),
        b"\x09\x80" + secrets.token_bytes(4),
        b"\x89\xfe\x00\x7e" + secrets.token_bytes(4),
    ],
    ids=["unmasked", "reserved bit", "continuation", "interleaved", "unknown", "fragmented ping", "long ping"],
)
def test_protocol_violation_is_refused(data: bytes) -> None:
    assert code_of(data) is CloseCode.PROTOCOL_ERROR


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1014, 3000, 4999])
def test_close_with_a_permitted_code_is_answered(code: int) -> None:
    assert answer_code(code.to_bytes(2, "big") + "au revoir, à bientôt".encode()) is CloseCode.OK
    assert answer_code(b"") is CloseCode.OK


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])
def test_close_with_a_reserved_code_is_a_violation(code: int) -> None:
    with pytest.raises(ProtocolError) as broken:
        answer_code(code.to_bytes(2, "big"))
    assert broken.value.code is CloseCode.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x03", CloseCode.PROTOCOL_ERROR),
        (b"\x03\xe8\xff", CloseCode.INVALID_DATA),
        (b"\x03\xe8\xed\xa0\x80", CloseCode.INVALID_DATA),
        (b"\x03\xe8\xc3", CloseCode.INVALID_DATA),
    ],
)
def test_close_with_malformed_data_is_a_violation(data: bytes, code: CloseCode) -> None:
    with pytest.raises(ProtocolError) as broken:
        answer_code(data)
    assert broken.value.code is code


def test_all_frames_are_counted_not_only_messages() -> None:
    reader = Reader(LARGEST)
    assert reader.feed(masked(Code.TEXT, b"", fin=False) + masked(Code.CONT, b"", fin=False) * 9) == []
    assert reader.frames == 10


def test_size_is_refused_before_it_has_come() -> None:
    assert code_of(masked(Code.TEXT, b"x" * (LARGEST + 1))[:8]) is CloseCode.TOO_BIG
    assert code_of(b"\x81\xff" + (1 << 40).to_bytes(8, "big")) is CloseCode.TOO_BIG
    assert code_of(masked(Code.TEXT, b"x" * 400, fin=False) + masked(Code.CONT, b"x" * 400)) is CloseCode.TOO_BIG


def test_frames_of_one_read_are_bounded() -> None:
    pong = masked(Code.PONG, b"")
    assert len(Reader(LARGEST).feed(pong * MAX_FRAMES)) == MAX_FRAMES
    assert code_of(pong * (MAX_FRAMES + 1)) is CloseCode.POLICY_VIOLATION


def test_read_copies_the_rest_of_its_bytes_once() -> None:
    """Each copy for each frame made a quarter of a megabyte of small frames take quadratic time."""

    class Counted(bytes):
        """Bytes that count the bytes of slices to their end."""

        copied = 0

        def __radd__(self, _held: bytes) -> "Counted":
            return self

        def __getitem__(self, key: Any) -> Any:
            if isinstance(key, slice):
                found = Counted(super().__getitem__(key))
                Counted.copied += len(found)
                return found
            return super().__getitem__(key)

    stream = Counted(masked(Code.PING, b"abc") * MAX_FRAMES)
    assert len(Reader(LARGEST).feed(stream)) == MAX_FRAMES
    assert Counted.copied <= len(stream)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reader = Reader(LARGEST)
    try:
        for at in range(len(data)):
            reader.feed(data[at : at + 1])
    except ProtocolError:
        pass


def test_pong_repeats_the_ping() -> None:
    assert pong_frame(b"abc") == Frame(Code.PONG, b"abc").serialize(mask=False)
