"""Room systems of the settings."""

import pytest

from broadcast.room_systems.runtime import RoomSystem
from rostrum.parts.room_systems import read_room_systems
from rostrum.settings import SettingsError

ROOMS = {"plenary", "R301"}


def test_room_systems_are_read() -> None:
    values = ("plenary=dis-ccu://10.0.0.5:3142", "R301=dis-ccu://[fd00::5]:3142")
    assert read_room_systems(values, ROOMS) == [
        RoomSystem(room="plenary", kind="dis-ccu", host="10.0.0.5", port=3142),
        RoomSystem(room="R301", kind="dis-ccu", host="fd00::5", port=3142),
    ]


@pytest.mark.parametrize(
    "values",
    [
        ("plenary",),
        ("plenary=dis-ccu://10.0.0.5",),
        ("plenary=dis-ccu://10.0.0.5:0",),
        ("plenary=dis-ccu://10.0.0.5:65536",),
        ("plenary=other://10.0.0.5:1",),
        ("nowhere=dis-ccu://10.0.0.5:1",),
        ("plenary=dis-ccu://a:1", "plenary=dis-ccu://b:1"),
    ],
)
def test_wrong_room_systems_are_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match="ROSTRUM_ROOM_SYSTEMS"):
        read_room_systems(values, ROOMS)
