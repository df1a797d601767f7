"""Rows of the list of screens."""

from broadcast.feed.screens import Screen
from broadcast.screens.actions.changing import ScreenList
from broadcast.screens.domain.pairing import Attempts, PairedScreen
from broadcast.screens.web.rows import list_rows
from tests.support.board_samples import MORNING, NOON

LOBBY = PairedScreen(
    name="lobby-1",
    public_key="k1",
    address="/screens/lobby?languages=vi,ar",
    paired_at=MORNING,
    paired_by="Lan",
    place="Entrance",
    room="plenary",
)


def live(name: str, **changes: object) -> Screen:
    return Screen(name=name, connected_at=MORNING, language="ar", **{"connected": True, **changes})  # type: ignore[arg-type]


def test_row_counts_proved_connections_and_tells_of_the_others() -> None:
    connections = [
        live("lobby-1.vi", proved=True, shown_at=MORNING),
        live("lobby-1.ar", proved=True, shown_at=NOON),
        live("lobby-10", proved=True),
    ]
    attempts = Attempts(number=2, last_at=NOON)
    listed = ScreenList([LOBBY], [], {"lobby-1": attempts})
    (row,) = list_rows(listed, connections, {"plenary": "Plenary Hall"})
    assert (row.layout, row.place, row.languages) == ("lobby", "Plenary Hall · Entrance", ("vi", "ar"))
    assert (row.connected, row.reported_at, row.attempts) == (True, NOON, attempts)
    assert [one.name for one in row.live] == ["lobby-1.vi", "lobby-1.ar"]


def test_unproved_connection_is_no_connection_of_the_screen() -> None:
    (row,) = list_rows(ScreenList([LOBBY], [], {}), [live("lobby-1", shown_at=NOON)], {})
    assert (row.connected, row.reported_at, row.attempts) == (False, None, None)
