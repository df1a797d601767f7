"""How screens stand by their reports (CASES B16): current, behind, silent, other text, gone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcast.board.domain.board import Revision
from broadcast.feed.displays.standings import MAX_ADVANCES, RevisionTimes, Standing, find_standing
from broadcast.feed.screens import Screen
from tests.support.board_samples import MORNING

TICK = timedelta(seconds=5)
SHOWN = Screen(
    name="lobby-1",
    connected=True,
    connected_at=MORNING,
    language="ar",
    shown=Revision("e", 7),
    shown_at=MORNING,
    layout="lobby",
)


def standing(screen: Screen, *, newer_since: datetime | None = None, after_s: float = 1) -> Standing:
    return find_standing(screen, newer_since=newer_since, now=MORNING + timedelta(seconds=after_s), tick=TICK)


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (SHOWN, Standing.CURRENT),
        (replace(SHOWN, connected=False), Standing.GONE),
        (replace(SHOWN, shown=None, shown_at=None), Standing.UNCONFIRMED),
        (replace(SHOWN, is_right=False), Standing.OTHER_TEXT),
        (replace(SHOWN, is_right=False, waits=True), Standing.CURRENT),
    ],
)
def test_connection_and_texts_decide_first(screen: Screen, expected: Standing) -> None:
    assert standing(screen) is expected


def test_screen_is_silent_soon_after_a_missed_report() -> None:
    assert standing(SHOWN, after_s=8.7) is Standing.CURRENT
    assert standing(SHOWN, after_s=8.75) is Standing.SILENT
    assert standing(replace(SHOWN, is_elsewhere=True), after_s=17) is Standing.CURRENT
    assert standing(replace(SHOWN, is_elsewhere=True), after_s=17.5) is Standing.SILENT


def test_screen_that_has_just_returned_is_not_silent() -> None:
    assert standing(replace(SHOWN, connected_at=MORNING + timedelta(seconds=60)), after_s=65) is Standing.CURRENT


def test_screen_of_an_earlier_version_is_never_silent() -> None:
    assert standing(replace(SHOWN, layout=""), after_s=3600) is Standing.CURRENT


def test_screen_is_behind_after_two_ticks_with_something_newer() -> None:
    reported = replace(SHOWN, shown_at=MORNING + timedelta(seconds=9))
    assert standing(reported, newer_since=MORNING, after_s=9.9) is Standing.CURRENT
    assert standing(reported, newer_since=MORNING, after_s=10) is Standing.BEHIND
    assert standing(replace(reported, waits=True), newer_since=MORNING, after_s=10) is Standing.CURRENT


def test_revision_times_say_since_when_a_screen_is_behind() -> None:
    times = RevisionTimes()
    assert times.newer_since(Revision("e", 1)) is None
    for offset in (3, 3, 5, 8):
        times.note(Revision("e", offset), MORNING + timedelta(seconds=offset))
    assert times.newer_since(Revision("e", 8)) is None
    assert times.newer_since(Revision("e", 4)) == MORNING + timedelta(seconds=5)
    assert times.newer_since(Revision("e", 1)) == MORNING + timedelta(seconds=3)
    times.note(Revision("f", 1), MORNING + timedelta(seconds=9))
    assert times.newer_since(Revision("e", 8)) == MORNING + timedelta(seconds=9)


def test_kept_times_are_bounded() -> None:
    times = RevisionTimes()
    for offset in range(MAX_ADVANCES + 9):
        times.note(Revision("e", offset), MORNING + timedelta(seconds=offset))
    assert times.newer_since(Revision("e", 0)) == MORNING + timedelta(seconds=9)
