"""Entries, places, rights of reply, and the closed list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import (
    Speaker,
    SpeakersList,
    Turn,
    close_floor,
    give_floor,
    skip_speaker,
    waiting_speakers,
)
from broadcast.board.domain.speaking.rolling_list import (
    add_speaker,
    carry_waiting,
    close_list,
    enter_reply,
    is_same_delegation,
    move_speaker,
    put_last,
    remove_speaker,
    reopen_list,
    set_limits,
    strike_waiting,
    swap_speakers,
)
from broadcast.board.domain.speaking.speaking_time import SpeakerClass, SpeakingRules
from conference.errors import InvalidError, RostrumError, RuleError
from tests.support.board_samples import MORNING, session, speaker, text

OPEN = session(phase=Phase.IN_SESSION)
RULES = SpeakingRules(classes=(SpeakerClass(code="minister", name=text("Minister"), limit_s=300),))


def state(code: str) -> Speaker:
    return replace(speaker(code), country=code)


LIST = SpeakersList(session_id="debate", speakers=(state("VN"), state("FR"), state("EG")))


def waiting(speakers: SpeakersList) -> list[str]:
    return [s.id for s in waiting_speakers(speakers)]


def hear(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    called = give_floor(speakers, speaker_id, session=OPEN, now=MORNING)
    return close_floor(called, MORNING + timedelta(minutes=3))


def test_new_speaker_waits_at_the_end() -> None:
    assert waiting(add_speaker(LIST, state("MX"))) == ["VN", "FR", "EG", "MX"]


def test_delegation_is_listed_once_and_replies_after_speaking() -> None:
    again = replace(state("VN"), id="VN-again")
    with pytest.raises(RuleError, match=r"speakers\.already_listed"):
        add_speaker(LIST, again)
    with pytest.raises(RuleError, match=r"speakers\.already_spoken"):
        add_speaker(hear(LIST, "VN"), again)


def test_delegations_are_compared_by_state_or_by_name() -> None:
    bank = Speaker(id="b", name={"en": "Development Bank", "fr": "Banque"}, role={})
    assert is_same_delegation(bank, replace(bank, id="c", name={"en": "development bank"}))
    assert not is_same_delegation(state("VN"), state("FR"))
    assert not is_same_delegation(bank, replace(bank, name={"en": ""}))


def test_rights_of_reply_wait_at_the_end_and_end_after_two() -> None:
    heard = hear(LIST, "VN")
    first = enter_reply(heard, "VN", rules=RULES)
    assert waiting(first)[-1] == "VN~2"
    with pytest.raises(RuleError, match=r"speakers\.reply_waiting"):
        enter_reply(first, "VN", rules=RULES)
    second = enter_reply(hear(first, "VN~2"), "VN~2", rules=RULES)
    assert [(s.id, s.reply) for s in second.speakers if s.reply] == [("VN~2", 1), ("VN~3", 2)]
    with pytest.raises(RuleError, match=r"speakers\.replies_used"):
        enter_reply(hear(second, "VN~3"), "VN", rules=RULES)
    with pytest.raises(RuleError, match=r"speakers\.not_spoken"):
        enter_reply(heard, "FR", rules=RULES)


def test_closed_list_takes_rights_of_reply_only() -> None:
    closed = close_list(hear(LIST, "VN"))
    with pytest.raises(RuleError, match=r"speakers\.list_closed"):
        add_speaker(closed, state("MX"))
    with pytest.raises(RuleError, match=r"speakers\.list_closed"):
        close_list(closed)
    assert waiting(enter_reply(closed, "VN", rules=RULES))[-1] == "VN~2"
    assert waiting(add_speaker(reopen_list(closed), state("MX")))[-1] == "MX"
    with pytest.raises(RuleError, match=r"speakers\.list_open"):
        reopen_list(LIST)


def test_absent_speaker_waits_at_the_end() -> None:
    assert waiting(put_last(LIST, "VN")) == ["FR", "EG", "VN"]
    assert waiting(put_last(skip_speaker(LIST, "VN"), "VN")) == ["FR", "EG", "VN"]
    with pytest.raises(RuleError, match=r"speakers\.not_waiting"):
        put_last(hear(LIST, "VN"), "VN")


def test_places_count_waiting_speakers_from_the_next() -> None:
    heard = hear(LIST, "FR")
    assert waiting(move_speaker(heard, "EG", 1)) == ["EG", "VN"]
    assert [s.id for s in move_speaker(heard, "EG", 1).speakers] == ["EG", "FR", "VN"]
    for place in (0, 3):
        with pytest.raises(RuleError, match=r"speakers\.place_invalid"):
            move_speaker(heard, "EG", place)
    with pytest.raises(RuleError, match=r"speakers\.not_waiting"):
        move_speaker(heard, "FR", 1)


def test_two_waiting_speakers_swap_places() -> None:
    assert waiting(swap_speakers(LIST, "VN", "EG")) == ["EG", "FR", "VN"]
    with pytest.raises(RuleError, match=r"speakers\.swap_same"):
        swap_speakers(LIST, "VN", "VN")
    with pytest.raises(RuleError, match=r"speakers\.not_waiting"):
        swap_speakers(LIST, "VN", "XX")


def test_speaker_is_removed_before_speaking_and_remembered() -> None:
    removed = remove_speaker(add_speaker(LIST, replace(state("MX"), is_entered=True)), "MX")
    assert (waiting(removed), removed.removed) == (["VN", "FR", "EG"], ())
    assert remove_speaker(LIST, "FR").removed == ("FR",)
    with pytest.raises(RuleError, match=r"speakers\.not_waiting"):
        remove_speaker(hear(LIST, "FR"), "FR")


def test_limits_of_a_session_are_of_known_classes() -> None:
    assert set_limits(LIST, {"minister": 120, "": 60}, rules=RULES).limits == {"minister": 120, "": 60}
    with pytest.raises(InvalidError) as refused:
        set_limits(LIST, {"king": 120, "minister": 0}, rules=RULES)
    assert set(refused.value.fields) == {"limit.king", "limit.minister"}


def test_waiting_speakers_are_carried_once_and_struck_off() -> None:
    left = hear(LIST, "VN")
    taking = hear(SpeakersList(session_id="plenary", speakers=(state("EG"), state("FR"))), "FR")
    carried = carry_waiting(left, taking)
    assert [(s.id, s.turn) for s in carried.speakers] == [
        ("EG", Turn.WAITING),
        ("FR", Turn.SPOKEN),
        ("FR~2", Turn.WAITING),
    ]
    assert waiting(strike_waiting(left)) == []
    assert strike_waiting(left).removed == ("FR", "EG")


@given(st.lists(st.tuples(st.sampled_from(["hear", "reply", "last", "move", "swap", "remove"]), st.integers(0, 5))))
def test_changes_keep_ids_unique_and_spoken_speakers(steps: list[tuple[str, int]]) -> None:
    held = LIST
    for step, n in steps:
        ids = [s.id for s in held.speakers]
        spoken = {s.id for s in held.speakers if s.turn is Turn.SPOKEN}
        who = ids[n % len(ids)] if ids else "VN"
        try:
            match step:
                case "hear":
                    held = hear(held, who)
                case "reply":
                    held = enter_reply(held, who, rules=RULES)
                case "last":
                    held = put_last(held, who)
                case "move":
                    held = move_speaker(held, who, n)
                case "swap":
                    held = swap_speakers(held, who, ids[0] if ids else "")
                case "remove":
                    held = remove_speaker(held, who)
        except RostrumError:
            continue
        after = [s.id for s in held.speakers]
        assert len(set(after)) == len(after)
        assert spoken <= set(after)
