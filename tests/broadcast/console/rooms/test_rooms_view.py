"""Rooms at a glance; `tests/javascript/rooms_view.test.mjs` checks the same vectors."""

import json
from datetime import datetime
from pathlib import Path

from broadcast.board.domain.shown import ShownRoom
from broadcast.console.rooms.rooms_view import key_of, list_tiles
from tests.support.board_samples import shown_session

VECTORS = json.loads(Path("tests/vectors/rooms.json").read_text(encoding="utf-8"))


def test_tiles_have_the_sessions_and_times_of_the_vectors() -> None:
    sessions = []
    for one in VECTORS["sessions"]:
        times = {name: datetime.fromisoformat(one[name]) for name in ("starts_at", "ends_at", "until") if name in one}
        sessions.append(shown_session(one["id"], room=one["room"], phase=one["phase"], **times))
    rooms = [ShownRoom(**room) for room in VECTORS["rooms"]]
    sessions.sort(key=lambda session: session.starts_at)
    tiles = list_tiles(rooms, sessions, datetime.fromisoformat(VECTORS["now"]))
    found = [
        {
            "key": tile.key,
            "session": tile.session.id if tile.session else None,
            "following": tile.following.id if tile.following else None,
            "timing": tile.timing,
            "duration": tile.duration,
        }
        for tile in tiles
    ]
    assert found == VECTORS["tiles"]


def test_twenty_rooms_have_keys() -> None:
    keys = [key_of(number) for number in range(21)]
    assert (keys[0], keys[9], keys[10], keys[19], keys[20]) == ("1", "0", "⇧1", "⇧0", "")
    assert len(set(keys)) == 21
