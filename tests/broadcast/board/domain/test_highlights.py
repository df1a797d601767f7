"""Which sessions come first: the same cases as `tests/javascript/highlights.test.mjs`."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcast.board.domain.highlights import find_highlights
from broadcast.board.domain.shown import ShownSession
from broadcast.board.domain.timing import local_day
from tests.support.paths import VECTOR_FOLDER

VECTORS = json.loads((VECTOR_FOLDER / "highlights.json").read_text(encoding="utf-8"))


def shown(order: int, row: list[str | None], zone: ZoneInfo) -> ShownSession:
    identifier, room, phase, *rest = (str(value) for value in row[:5])
    starts_at, ends_at = (datetime.fromisoformat(value) for value in rest)
    since, until = (datetime.fromisoformat(value) if value else None for value in [*row[5:], None, None][:2])
    return ShownSession(
        id=identifier, title=identifier, kind="plenary", kind_label="", room=room, room_name=room,
        day=local_day(starts_at, zone), phase=phase, phase_label="", starts_at=starts_at, ends_at=ends_at,
        since=since, until=until, reason=None, speaker=None, next_speaker=None, order=order,
        language="en", fallback=False, assumed=False,
    )  # fmt: skip


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_highlights_follow_the_vectors(case: dict[str, Any]) -> None:
    zone = ZoneInfo(case.get("zone", VECTORS["zone"]))
    sessions = [shown(order, row, zone) for order, row in enumerate(case["sessions"])]
    found = find_highlights(sessions, now=datetime.fromisoformat(case["now"]), zone=zone)
    for name in ("on", "next", "off", "later"):
        assert [session.id for session in getattr(found, name)] == case[name], name
