"""Rows of the board's log, and the state of each screen."""

from dataclasses import replace

import pytest

from broadcast.board.domain.board import Entry, Revision, State
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import SpeakersList, give_floor
from broadcast.board.ports import Change
from broadcast.console.console_log import ACTIONS, LogRow, action_key, describe, has_painted, log_lines, screen_lines
from broadcast.feed.displays.standings import Standing
from broadcast.feed.screens import Screen
from tests.support.board_samples import HANOI, MORNING, announcement, event_info, session, speaker, text
from tests.support.feed_server import WORDS

RUNNING = session("debate", phase=Phase.IN_SESSION)
CONTEXT = ProjectionContext(words=WORDS, zone=HANOI, board={"session/debate": RUNNING, "event": event_info()})
SCREEN = Screen(name="lobby-1", connected=True, connected_at=MORNING, language="fr")


def change(offset: int, state: State | None, action: str = "broadcast:session:opened", **changes: object) -> Change:
    values: dict[str, object] = {
        "offset": offset,
        "key": "session/debate",
        "action": action,
        "operator": "staff_1",
        "operator_name": "Lan",
        "at": MORNING,
        "state": state,
        "previous": 0,
    }
    return Change(**(values | changes))  # type: ignore[arg-type]


def rows(*changes: Change, entry: Entry | None = None, screens: tuple[Screen, ...] = ()) -> list[LogRow]:
    entries = {} if entry is None else {entry.key: entry}
    return log_lines(changes, context=CONTEXT, language="fr", entries=entries, screens=screens, epoch="ep_1")


def painted(offset: int, epoch: str = "ep_1", **changes: object) -> Screen:
    return replace(SCREEN, shown=Revision(epoch, offset), shown_at=MORNING, **changes)  # type: ignore[arg-type]


def test_row_names_subject_action_and_operator() -> None:
    (row,) = rows(change(7, RUNNING))
    assert (row.offset, row.operator, row.about, row.phase) == (7, "Lan", "debate (fr)", "in_session")
    assert row.action == "console.action.session.opened"


def test_speaker_with_the_floor_is_described() -> None:
    listed = SpeakersList(session_id="debate", speakers=(speaker("VN"), speaker("FR")))
    speaking = give_floor(listed, "VN", session=RUNNING, now=MORNING)
    assert describe(change(7, speaking), CONTEXT, "fr") == ("debate (fr)", "VN (fr)", None)
    assert describe(change(7, listed), CONTEXT, "fr") == ("debate (fr)", "", None)


def test_list_of_a_removed_session_is_named_by_its_id() -> None:
    assert describe(change(7, SpeakersList(session_id="gone")), CONTEXT, "fr") == ("gone", "", None)


def test_latest_signatory_is_described() -> None:
    signed = Tally(signatures=(Signature(country="VN", at=MORNING),), source=text("Office"), as_of=MORNING, of=None)
    about, left, phase = describe(change(7, signed), CONTEXT, "fr")
    assert (about, phase) == ("Viet Nam (fr)", None)
    assert "1" in left


def test_announcement_event_and_removal_are_described() -> None:
    assert describe(change(7, announcement()), CONTEXT, "ar")[0] == "Please take your seats (ar)"
    assert describe(change(7, event_info()), CONTEXT, "fr") == ("Conf (fr)", "", None)
    assert describe(change(7, None), CONTEXT, "fr") == ("", "", None)


def test_load_of_a_programme_is_one_row() -> None:
    loaded = [change(offset, RUNNING, "broadcast:programme:loaded") for offset in (9, 8, 7)]
    assert [row.offset for row in rows(*loaded, change(6, RUNNING))] == [9, 6]
    assert [row.offset for row in rows(change(9, RUNNING), change(8, RUNNING))] == [9, 8]


@pytest.mark.parametrize(
    ("version", "previous", "undoable"), [(7, 3, True), (7, 0, True), (7, None, False), (9, 3, False)]
)
def test_only_the_latest_change_of_a_key_is_undoable(version: int, previous: int | None, undoable: bool) -> None:
    entry = Entry(key="session/debate", offset=9, version=version, previous=previous, state=RUNNING)
    (row,) = rows(change(7, RUNNING), entry=entry)
    assert row.undoable == ("session/debate" if undoable else None)


def test_connected_and_correct_screens_are_counted_apart() -> None:
    screens = (SCREEN, painted(6), painted(7), painted(8), painted(8, "ep_0"), painted(9, connected=False))
    (row,) = rows(change(7, RUNNING), screens=screens)
    assert (row.connected, row.correct) == (5, 2)


@pytest.mark.parametrize(
    ("screen", "standing", "is_current"),
    [
        (painted(7), Standing.CURRENT, True),
        (painted(6), Standing.CURRENT, False),
        (painted(7), Standing.OTHER_TEXT, False),
        (SCREEN, Standing.UNCONFIRMED, False),
        (painted(7, connected=False), Standing.GONE, False),
    ],
)
def test_screen_has_one_state(screen: Screen, standing: Standing, is_current: bool) -> None:
    (row,) = screen_lines([screen], Revision("ep_1", 7), lambda _: standing)
    assert (row.standing, row.label, row.is_current) == (standing, f"console.screens.{standing}", is_current)


def test_screen_that_left_has_painted_nothing() -> None:
    assert has_painted(painted(7), Revision("ep_1", 7))
    assert not has_painted(painted(7, connected=False), Revision("ep_1", 7))


def test_action_without_a_text_is_a_key_error() -> None:
    assert action_key("broadcast:tally:confirmed") == ACTIONS["tally.confirmed"]
    with pytest.raises(KeyError):
        action_key("broadcast:session:exploded")
