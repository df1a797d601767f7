"""Interpretation that the console shows to its operators."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from broadcast.board.domain.board import State
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.interpretation import Channel, Interpretation
from broadcast.board.domain.sessions import Phase
from broadcast.interpretation.attention import ASK_BEFORE_S, Attention, list_attention
from tests.broadcast.board.domain.test_display import PlainWords
from tests.support.board_samples import MORNING, session

CHANNELS = (Channel(number=1, language="en"), Channel(number=2, language="fr"))
UNTIL = MORNING + timedelta(hours=4)


def list_of(phase: Phase, *, seconds_before: float = 3600, lost: tuple[str, ...] = ()) -> list[Attention]:
    board: dict[str, State] = {
        "session/opening": session(phase=phase),
        "interpretation/opening": Interpretation(session_id="opening", channels=CHANNELS, until=UNTIL, lost=lost),
    }
    context = ProjectionContext(words=PlainWords(), zone=ZoneInfo("Asia/Ho_Chi_Minh"), board=board)
    return list_attention(context, "en", UNTIL - timedelta(seconds=seconds_before))


def test_an_agreed_end_is_asked_about_when_it_is_near_or_past() -> None:
    assert list_of(Phase.IN_SESSION, seconds_before=ASK_BEFORE_S) == []
    for seconds in (ASK_BEFORE_S - 1, -60):
        (one,) = list_of(Phase.IN_SESSION, seconds_before=seconds)
        assert (one.session.id, one.until, list(one.lost)) == ("opening", UNTIL, [])


def test_lost_languages_are_named_with_their_channels() -> None:
    (one,) = list_of(Phase.SCHEDULED, lost=("fr",))
    assert (one.until, [channel.number for channel in one.lost]) == (None, [2])


def test_a_session_that_is_over_needs_no_interpretation() -> None:
    assert list_of(Phase.ADJOURNED, seconds_before=0, lost=("fr",)) == []
