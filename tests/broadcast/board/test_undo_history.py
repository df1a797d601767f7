"""Which act an undo takes back: step by step, each key by itself."""

from broadcast.board.actions.undo import UNDONE
from broadcast.board.domain.board import Entry
from broadcast.board.ports import Change
from broadcast.board.undo_history import UndoHistory, follow_undos
from tests.support.board_samples import MORNING

ACT = "broadcast:signature:recorded"


def follow(*acts: tuple[str, str], previous: int | None = 0) -> UndoHistory:
    """Follow acts on keys, the first one at offset 1; `previous` is the version before each key's state."""
    changes = [
        Change(
            offset=offset,
            key=key,
            action=action,
            operator="staff_1",
            operator_name="Lan",
            at=MORNING,
            state=None,
            previous=None,
        )
        for offset, (key, action) in enumerate(acts, start=1)
    ]
    entries = {
        change.key: Entry(key=change.key, offset=change.offset, version=change.offset, previous=previous, state=None)
        for change in changes
    }
    return follow_undos(changes[::-1], entries)


def test_latest_act_of_each_key_is_undoable() -> None:
    history = follow(("tally", ACT), ("tally", ACT), ("session/a", ACT))
    assert history.undoable == {2, 3}
    assert history.taken_back == frozenset()


def test_undo_names_its_act_and_leaves_the_one_before() -> None:
    history = follow(("tally", ACT), ("tally", ACT), ("tally", UNDONE))
    assert history.undone[3].offset == 2
    assert history.taken_back == {2}
    assert history.undoable == {1}


def test_second_undo_takes_back_an_act_not_the_undo() -> None:
    history = follow(("tally", ACT), ("tally", ACT), ("tally", UNDONE), ("tally", UNDONE))
    assert [history.undone[offset].offset for offset in (3, 4)] == [2, 1]
    assert history.undoable == frozenset()


def test_act_after_an_undo_is_undoable() -> None:
    assert follow(("tally", ACT), ("tally", UNDONE), ("tally", ACT)).undoable == {3}


def test_state_as_loaded_is_not_undoable() -> None:
    assert follow(("tally", ACT), previous=None).undoable == frozenset()


def test_undo_of_an_act_before_the_list_names_none() -> None:
    history = follow(("tally", UNDONE), ("session/a", ACT))
    assert history.undone == {}
    assert history.undoable == {2}
