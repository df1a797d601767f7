"""When an interruption is announced and taken back; what an operator says counts."""

from collections.abc import Collection

from msgspec import structs

from broadcast.media.domain.interruptions import Act, is_interrupted, plan_announcement
from broadcast.media.domain.states import StreamRecord, TrackState
from tests.support.board_samples import MORNING

PLAYING = StreamRecord(stream="fr", state=TrackState.PLAYING, since=MORNING)
DOWN = structs.replace(PLAYING, state=TrackState.STOPPED)


def plan(
    record: StreamRecord, *, is_down: bool = True, running: str | None = "debate", lost_in: Collection[str] = ()
) -> tuple[Act, str, bool]:
    found = plan_announcement(record, is_down=is_down, running=running, lost_in=lost_in)
    return found.act, found.record.session, found.record.is_ours


def test_language_is_interrupted_when_no_stream_of_it_plays() -> None:
    private = structs.replace(PLAYING, state=TrackState.PRIVATE)
    assert [is_interrupted(one) for one in ([], [DOWN], [DOWN, PLAYING], [private])] == [False, True, False, False]


def test_interruption_is_announced_once_and_taken_back() -> None:
    assert plan(DOWN) == (Act.LOSE, "debate", True)
    ours = structs.replace(DOWN, session="debate", is_ours=True)
    assert plan(ours, lost_in={"debate"}) == (Act.NONE, "debate", True)
    assert plan(ours, is_down=False, lost_in={"debate"}) == (Act.RESTORE, "", False)


def test_nothing_is_announced_without_a_running_session() -> None:
    assert plan(DOWN, running=None) == (Act.NONE, "", False)


def test_next_session_is_told_too() -> None:
    ours = structs.replace(DOWN, session="opening", is_ours=True)
    assert plan(ours, lost_in={"opening"}) == (Act.LOSE, "debate", True)


def test_what_an_operator_said_is_left_alone() -> None:
    assert plan(DOWN, lost_in={"debate"}) == (Act.NONE, "debate", False)
    theirs = structs.replace(DOWN, session="debate")
    assert plan(theirs, is_down=False, lost_in={"debate"}) == (Act.NONE, "", False)
    ours = structs.replace(DOWN, session="debate", is_ours=True)
    assert plan(ours) == (Act.NONE, "debate", False)
    assert plan(structs.replace(ours, is_ours=False)) == (Act.NONE, "debate", False)
