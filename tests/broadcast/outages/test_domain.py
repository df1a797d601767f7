"""When a screen counts as dark, with given times."""

from datetime import timedelta

from broadcast.board.domain.board import Revision
from broadcast.feed.displays.standings import Standing
from broadcast.feed.screens import Screen
from broadcast.outages.domain import DarkTimes, find_standings
from tests.support.board_samples import MORNING

AFTER = timedelta(seconds=30)
SHOWN = Revision("e", 1)


def dark_after(*steps: tuple[float, Standing], is_on: bool = True) -> list[tuple[str, float]]:
    """Return the names of dark screens and since when they are, after the standings of `lobby-1` at these seconds."""
    times, now = DarkTimes(), MORNING
    for after_s, standing in steps:
        now = MORNING + timedelta(seconds=after_s)
        times.observe({"lobby-1": standing}, now, is_on=is_on)
    return [(one.name, (one.since - MORNING).total_seconds()) for one in times.list_dark(now, AFTER)]


def test_screen_is_dark_for_thirty_seconds_before_it_is_told_of() -> None:
    seen = (0, Standing.CURRENT), (5, Standing.SILENT)
    assert dark_after(*seen, (34, Standing.SILENT)) == []
    assert dark_after(*seen, (35, Standing.SILENT)) == [("lobby-1", 5)]


def test_other_reasons_continue_an_outage() -> None:
    seen = (0, Standing.CURRENT), (5, Standing.OTHER_TEXT), (10, Standing.SILENT), (15, Standing.UNCONFIRMED)
    assert dark_after(*seen, (40, Standing.GONE)) == [("lobby-1", 5)]
    assert dark_after(*seen, (20, Standing.CURRENT), (40, Standing.GONE), (60, Standing.GONE)) == []


def test_screen_that_was_never_current_is_not_dark() -> None:
    assert dark_after((0, Standing.GONE), (60, Standing.GONE)) == []


def test_screen_that_is_behind_is_not_dark() -> None:
    assert dark_after((0, Standing.CURRENT), (5, Standing.BEHIND), (90, Standing.BEHIND)) == []


def test_no_screen_is_dark_outside_the_days_of_the_event() -> None:
    assert dark_after((0, Standing.CURRENT), (5, Standing.GONE), (90, Standing.GONE), is_on=False) == []


def test_unpaired_screen_is_forgotten() -> None:
    times = DarkTimes()
    times.observe({"lobby-1": Standing.CURRENT}, MORNING, is_on=True)
    times.observe({"lobby-1": Standing.GONE}, MORNING, is_on=True)
    times.observe({}, MORNING + AFTER, is_on=True)
    assert times.list_dark(MORNING + AFTER, AFTER) == []


def test_worst_language_of_a_connected_screen_counts() -> None:
    def screen(name: str) -> Screen:
        return Screen(name=name, connected=True, connected_at=MORNING, language="ar", shown=SHOWN)

    standings = {
        "lobby-1.ar": Standing.CURRENT,
        "lobby-1.fr": Standing.SILENT,
        "door.ar": Standing.CURRENT,
        "door.fr": Standing.GONE,
        "stranger": Standing.CURRENT,
    }
    found = find_standings(
        [screen(name) for name in standings], ["lobby-1", "door", "away"], lambda one: standings[one.name]
    )
    assert found == {"lobby-1": Standing.SILENT, "door": Standing.CURRENT, "away": Standing.GONE}
