"""JSON of the board."""

import msgspec
import pytest

from broadcast.console.api_json import AnnouncementIn, MoveIn


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MoveIn, b'{"verb": "open", "more": 1}'),
        (MoveIn, b'{"verb": "delay", "until": "2025-10-25T09:00:00"}'),
        (MoveIn, b'{"verb": "open", "version": -1}'),
        (AnnouncementIn, b'{"text": {"en": "x"}, "rooms": ["a b"]}'),
    ],
)
def test_unfit_bodies_are_refused(kind: type, body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=kind)
