"""Order of the streams of a room."""

from msgspec import structs

from broadcast.media.room_streams import group_streams
from tests.support.streams import ARABIC, CAPTIONS, FLOOR, FRENCH, SIGN


def test_streams_are_grouped_by_room_floor_first() -> None:
    other = structs.replace(FRENCH, id="other", room="R301")
    assert group_streams([CAPTIONS, SIGN, FRENCH, other, ARABIC, FLOOR]) == {
        "plenary": [FLOOR, FRENCH, ARABIC, SIGN, CAPTIONS],
        "R301": [other],
    }
    assert group_streams([]) == {}
