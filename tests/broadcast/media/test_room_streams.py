"""Order of the streams of a room, what its player offers, and where browsers load them from."""

from msgspec import structs

from broadcast.media.room_streams import group_streams, origins_of, player_values
from tests.support.streams import ARABIC, CAPTIONS, FLOOR, FRENCH, SIGN


def test_streams_are_grouped_by_room_floor_first() -> None:
    other = structs.replace(FRENCH, id="other", room="R301")
    assert group_streams([CAPTIONS, SIGN, FRENCH, other, ARABIC, FLOOR]) == {
        "plenary": [FLOOR, FRENCH, ARABIC, SIGN, CAPTIONS],
        "R301": [other],
    }
    assert group_streams([]) == {}


def test_player_offers_one_sound_a_language() -> None:
    video = structs.replace(FRENCH, id="fr-video", medium="video")
    floor_sound = structs.replace(FLOOR, id="floor-sound", medium="audio")
    offered = player_values([FLOOR, floor_sound, FRENCH, video, ARABIC, SIGN, CAPTIONS])
    assert offered == {"sounds": [FLOOR, FRENCH, ARABIC], "pictures": [FLOOR], "signs": [SIGN], "captions": [CAPTIONS]}


def test_player_offers_one_track_of_captions_a_language() -> None:
    inside = structs.replace(CAPTIONS, id="inside", address=FLOOR.address)
    french = structs.replace(CAPTIONS, id="french", language="fr")
    assert player_values([CAPTIONS, inside, french])["captions"] == [CAPTIONS, french]


def test_origins_are_named_once_without_paths() -> None:
    local = structs.replace(FRENCH, address="http://10.0.0.1:8080/a.m3u8?key=1")
    assert origins_of([FLOOR, FRENCH, SIGN, local]) == [
        "http://10.0.0.1:8080",
        "https://sign.example.org",
        "https://video.example.org",
    ]
