"""The list of speakers."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import (
    SpeakersList,
    Turn,
    current_speaker,
    end_statement,
    floor_of,
    give_floor,
    next_speaker,
    reinstate_speaker,
    reorder_speakers,
    skip_speaker,
    waiting_speakers,
)
from conference.errors import NotFoundError, RostrumError, RuleError
from tests.support.board_samples import MORNING, session, speaker

OPEN = session(phase=Phase.IN_SESSION)
LIST = SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR"), speaker("EG")))


def waiting(speakers: SpeakersList) -> list[str]:
    return [s.id for s in waiting_speakers(speakers)]


def speaking(speakers: SpeakersList) -> str | None:
    current = current_speaker(speakers)
    return current.id if current else None


def call_next(speakers: SpeakersList, now: datetime = MORNING) -> SpeakersList:
    return give_floor(speakers, next_speaker(speakers).id, session=OPEN, now=now)


def test_next_speaker_ends_the_statement_under_way() -> None:
    first = call_next(LIST)
    later = MORNING + timedelta(minutes=5)
    second = call_next(first, later)
    assert (speaking(first), speaking(second), waiting(second)) == ("VN", "FR", ["EG"])
    done = second.speakers[0]
    assert (done.turn, done.began_at, done.ended_at) == (Turn.SPOKEN, MORNING, later)


def test_floor_may_be_given_out_of_order_but_once() -> None:
    first = give_floor(LIST, "EG", session=OPEN, now=MORNING)
    ended = end_statement(first, now=MORNING)
    assert waiting(ended) == ["VN", "FR"]
    with pytest.raises(RuleError, match=r"speakers\.already_spoken"):
        give_floor(ended, "EG", session=OPEN, now=MORNING)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.IN_SESSION])
def test_floor_is_given_only_in_session(phase: Phase) -> None:
    with pytest.raises(RuleError, match=r"speakers\.not_in_session"):
        give_floor(LIST, "VN", session=session(phase=phase), now=MORNING)


def test_floor_is_refused_to_its_holder_and_unlisted_speakers() -> None:
    held = give_floor(LIST, "VN", session=OPEN, now=MORNING)
    with pytest.raises(RuleError, match=r"speakers\.already_speaking"):
        give_floor(held, "VN", session=OPEN, now=MORNING)
    with pytest.raises(NotFoundError, match=r"speakers\.unknown_speaker"):
        give_floor(held, "XX", session=OPEN, now=MORNING)


def test_next_is_refused_at_the_end_of_the_list() -> None:
    with pytest.raises(RuleError, match=r"speakers\.nobody_waiting"):
        next_speaker(SpeakersList(session_id="opening"))


def test_end_is_refused_when_nobody_speaks() -> None:
    with pytest.raises(RuleError, match=r"speakers\.nobody_speaking"):
        end_statement(LIST, now=MORNING)


def test_skipped_speaker_keeps_the_place_and_comes_back_there() -> None:
    skipped = skip_speaker(LIST, "VN")
    assert waiting(skipped) == ["FR", "EG"]
    assert reinstate_speaker(skipped, "VN") == LIST
    with pytest.raises(RuleError, match=r"speakers\.not_waiting"):
        skip_speaker(skipped, "VN")
    with pytest.raises(RuleError, match=r"speakers\.not_skipped"):
        reinstate_speaker(skipped, "FR")


def test_reorder_moves_only_the_waiting() -> None:
    held = give_floor(LIST, "FR", session=OPEN, now=MORNING)
    moved = reorder_speakers(held, ["EG", "VN"])
    assert [s.id for s in moved.speakers] == ["EG", "FR", "VN"]
    assert speaking(moved) == "FR"


@pytest.mark.parametrize("order", [["VN", "FR"], ["VN", "FR", "EG", "XX"], ["VN", "VN", "EG"], []])
def test_reorder_refuses_an_order_of_another_list(order: list[str]) -> None:
    with pytest.raises(RuleError, match=r"speakers\.order_mismatch"):
        reorder_speakers(LIST, order)


@given(st.lists(st.tuples(st.sampled_from(["next", "floor", "end", "skip", "back"]), st.sampled_from(["VN", "FR"]))))
def test_speakers_list_has_one_speaker_and_loses_none(steps: list[tuple[str, str]]) -> None:
    held = LIST
    for step, who in steps:
        try:
            match step:
                case "next":
                    held = call_next(held)
                case "floor":
                    held = give_floor(held, who, session=OPEN, now=MORNING)
                case "end":
                    held = end_statement(held, now=MORNING)
                case "skip":
                    held = skip_speaker(held, who)
                case "back":
                    held = reinstate_speaker(held, who)
        except RostrumError:
            continue
        assert sum(1 for s in held.speakers if s.turn is Turn.SPEAKING) <= 1
        assert [s.id for s in held.speakers] == ["VN", "FR", "EG"]


def test_the_floor_is_the_current_speaker_and_the_next_one() -> None:
    current, following = floor_of(LIST)
    assert (current, following and following.id) == (None, "VN")
    current, following = floor_of(call_next(LIST))
    assert (current and current.id, following and following.id) == ("VN", "FR")
    assert floor_of(SpeakersList(session_id="opening")) == (None, None)
