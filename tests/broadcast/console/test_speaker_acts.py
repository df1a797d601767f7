"""Acts on a list of speakers by name."""

from typing import get_args

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.domain.speakers import Turn, waiting_speakers
from broadcast.board.ports import Board
from broadcast.console.api_speakers import FloorIn
from broadcast.console.speaker_acts import LIST_ACTS, SPEAKER_ACTS, FloorAct, change_floor, find_state
from conference.errors import InvalidError, RuleError
from tests.support.board_moves import read_speakers
from tests.support.board_samples import OPERATOR, programme


async def test_each_act_changes_the_list(board: Board) -> None:
    await load_programme(board, programme(), operator=OPERATOR)
    acts = (
        (FloorAct(name="move", speaker="EG", place=1), ["EG", "VN", "FR"]),
        (FloorAct(name="swap", speaker="EG", other="FR"), ["FR", "VN", "EG"]),
        (FloorAct(name="absent", speaker="FR"), ["VN", "EG", "FR"]),
        (FloorAct(name="skip", speaker="EG"), ["VN", "FR"]),
    )
    for act, expected in acts:
        await change_floor(board, "debate", act, operator=OPERATOR, expected=None)
        assert [one.id for one in waiting_speakers((await read_speakers(board, "debate"))[0])] == expected
    entered = FloorAct(name="enter", state="cote d")
    await change_floor(board, "debate", entered, operator=OPERATOR, expected=None)
    last = (await read_speakers(board, "debate"))[0].speakers[-1]
    assert (last.country, last.turn) == ("CI", Turn.WAITING)
    with pytest.raises(RuleError, match=r"speakers\.already_listed"):
        await change_floor(board, "debate", entered, operator=OPERATOR, expected=None)
    with pytest.raises(InvalidError, match=r"console\.unknown_act"):
        await change_floor(board, "debate", FloorAct(name="sing"), operator=OPERATOR, expected=None)


def test_programs_may_send_each_act() -> None:
    names = set(get_args(FloorIn.__annotations__["act"]))
    assert names == {*LIST_ACTS, *SPEAKER_ACTS, "move", "swap", "extend"}


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "state_missing"), ("Atlantis", "unknown_country"), ("korea", "state_ambiguous")]
)
def test_typed_state_is_refused_by_name(typed: str, problem: str) -> None:
    assert find_state("Viet nam") == "VN"
    with pytest.raises(InvalidError) as refused:
        find_state(typed)
    assert refused.value.fields == {"state": f"speakers.{problem}"}
