"""The copy of the programme with which a rehearsal begins."""

from dataclasses import replace

from broadcast.board.domain.board import State
from broadcast.board.domain.sessions import Phase, Reason
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.rehearsal.domain.rehearsals import planned_states
from tests.support.board_samples import MORNING, NOON, announcement, event_info, session, site_alert, speaker, text

SIGNED = Tally(source=text("OLA"), as_of=NOON, signatures=(Signature(country="VN", at=MORNING),), of=72)
SPEAKING = replace(speaker("VN"), turn=Turn.SPEAKING, began_at=MORNING)
LIVE: dict[str, State] = {
    "event": event_info("Great hall"),
    "session/opening": session(phase=Phase.IN_SESSION, since=MORNING, reason=Reason.PROTOCOL),
    "session/late": session("late", phase=Phase.DELAYED, until=NOON, reason=Reason.WEATHER),
    "session/off": session("off", phase=Phase.CANCELLED),
    "speakers/opening": SpeakersList(session_id="opening", speakers=(SPEAKING, speaker("FR"))),
    "tally": SIGNED,
    "announcement/a1": announcement(),
    "alert/a1": site_alert(),
}


def test_sessions_that_were_held_are_planned_again() -> None:
    planned = planned_states(LIVE, at=MORNING)
    assert planned["session/opening"] == session()


def test_changes_of_the_plan_are_kept() -> None:
    planned = planned_states(LIVE, at=MORNING)
    assert (planned["session/late"], planned["session/off"]) == (LIVE["session/late"], LIVE["session/off"])


def test_all_speakers_wait() -> None:
    planned = planned_states(LIVE, at=MORNING)
    assert planned["speakers/opening"] == SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR")))


def test_nothing_is_signed_and_announced() -> None:
    planned = planned_states(LIVE, at=MORNING)
    assert planned["tally"] == replace(SIGNED, signatures=(), as_of=MORNING)
    assert planned.keys() == LIVE.keys() - {"announcement/a1", "alert/a1"}
