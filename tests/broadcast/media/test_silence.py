"""When a track is said to have no sound: beside a floor that is heard, or for a long time."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from broadcast.media.silence import RoomSounds
from tests.support.streams import FLOOR, FRENCH

START = datetime(2025, 10, 25, 2, tzinfo=UTC)
SOUND, NOISE, NOTHING = -14.0, -59.9, -91.0
PICTURE = structs.replace(FLOOR, id="picture", medium="video")
ROOMS = {"hall": [PICTURE, FLOOR, FRENCH]}
"""The picture of the floor has no sound that could be measured."""


def measure(sounds: RoomSounds, stream: str, peak: float, *, seconds: int, lasts: float = 2) -> None:
    for second in range(0, seconds + 1, 3):
        sounds.note_peak(stream, peak, timedelta(seconds=lasts), START + timedelta(seconds=second))


@pytest.mark.parametrize(
    ("floor", "french", "seconds", "is_silent"),
    [
        (SOUND, NOTHING, 6, True),
        (SOUND, NOTHING, 3, False),
        (SOUND, NOISE, 60, False),
        (NOTHING, NOTHING, 57, False),
    ],
)
def test_track_is_silent_while_the_floor_is_heard(
    floor: float, french: float, seconds: int, *, is_silent: bool
) -> None:
    sounds = RoomSounds()
    measure(sounds, FLOOR.id, floor, seconds=seconds)
    measure(sounds, FRENCH.id, french, seconds=seconds)
    assert sounds.find_silent(ROOMS) == ({FRENCH.id} if is_silent else set())


@pytest.mark.parametrize(("floor", "lasts", "is_silent"), [(SOUND, 5.9, True), (SOUND, 4, False), (NOTHING, 6, False)])
def test_one_long_segment_beside_the_floor_is_enough(floor: float, lasts: float, *, is_silent: bool) -> None:
    sounds = RoomSounds()
    measure(sounds, FLOOR.id, floor, seconds=0, lasts=lasts)
    measure(sounds, FRENCH.id, NOTHING, seconds=0, lasts=lasts)
    assert sounds.find_silent(ROOMS) == ({FRENCH.id} if is_silent else set())


@pytest.mark.parametrize("name", ["floor", "french"])
def test_track_without_another_floor_is_silent_after_a_minute(name: str) -> None:
    stream = FLOOR if name == "floor" else FRENCH
    sounds, rooms = RoomSounds(), {"hall": [stream]}
    measure(sounds, stream.id, NOTHING, seconds=57)
    assert sounds.find_silent(rooms) == set()
    measure(sounds, stream.id, NOTHING, seconds=60)
    assert sounds.find_silent(rooms) == {stream.id}


def test_floor_of_another_room_does_not_count() -> None:
    sounds = RoomSounds()
    measure(sounds, FLOOR.id, SOUND, seconds=12)
    measure(sounds, FRENCH.id, NOTHING, seconds=12)
    assert sounds.find_silent({"hall": [FLOOR], "other": [structs.replace(FRENCH, room="other")]}) == set()


def test_sound_ends_the_silence() -> None:
    sounds = RoomSounds()
    measure(sounds, FLOOR.id, SOUND, seconds=12)
    measure(sounds, FRENCH.id, NOTHING, seconds=12)
    sounds.note_peak(FRENCH.id, SOUND, timedelta(seconds=2), START + timedelta(seconds=16))
    assert sounds.find_silent(ROOMS) == set()
