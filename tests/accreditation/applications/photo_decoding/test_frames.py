"""Messages between the server and the photo process."""

import io

import msgspec
import pytest

from accreditation.applications.photo_decoding.frames import (
    Answer,
    Failed,
    Prepared,
    Refused,
    decode_answer,
    decode_length,
    encode_answer,
    encode_length,
    read_message,
    write_message,
)
from tests.support.application_samples import photo


@pytest.mark.parametrize(
    "answer",
    [
        Prepared(photo()),
        Refused("photo.too_small", {"width": 300, "height": 400}),
        Refused("photo.empty", {}),
        Failed("é"),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_answer_is_decoded_as_it_was_encoded(answer: Answer) -> None:
    assert decode_answer(encode_answer(answer)) == answer


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"type": "Prepared"}),
        msgspec.msgpack.encode({"type": "Accepted"}),
        msgspec.msgpack.encode({"code": "photo.empty", "params": {}}),
        encode_answer(Refused("photo.empty", {}))[:-1],
    ],
    ids=repr,
)
def test_malformed_answer_is_a_decode_error(content: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_answer(content)


@pytest.mark.parametrize(
    ("length", "head"), [(0, b"\0\0\0\0"), (258, b"\0\0\x01\x02"), (2**32 - 1, b"\xff\xff\xff\xff")], ids=str
)
def test_length_has_four_bytes_in_network_order(length: int, head: bytes) -> None:
    assert encode_length(length) == head
    assert decode_length(head) == length


def test_content_longer_than_its_length_can_say_is_refused() -> None:
    with pytest.raises(OverflowError):
        encode_length(2**32)


def test_messages_are_read_in_the_order_written() -> None:
    stream = io.BytesIO()
    contents = [b"first", b"", b"\0" * 70_000]
    for content in contents:
        write_message(stream, content)
    stream.seek(0)
    assert [read_message(stream) for _ in contents] == contents
    assert read_message(stream) is None


@pytest.mark.parametrize("kept", [1, 3, 4, 8])
def test_message_cut_short_is_the_end_of_the_stream(kept: int) -> None:
    stream = io.BytesIO()
    write_message(stream, b"short")
    assert read_message(io.BytesIO(stream.getvalue()[:kept])) is None
