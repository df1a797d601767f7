"""Forms about speakers."""

import pytest

from broadcast.console.speaker_acts import FloorAct
from broadcast.console.speaker_forms import LimitsForm, SpeakerForm, format_limit, read_floor_act, read_limits
from conference.errors import InvalidError


def test_form_names_the_act_its_speaker_and_place() -> None:
    assert read_floor_act(SpeakerForm(act="move:VN", place=3)) == FloorAct(name="move", speaker="VN", place=3)
    assert read_floor_act(SpeakerForm(act="move:VN:2")) == FloorAct(name="move", speaker="VN", place=2)
    assert read_floor_act(SpeakerForm(act="swap", speaker="VN", other="FR")) == FloorAct(
        name="swap", speaker="VN", other="FR"
    )
    assert read_floor_act(SpeakerForm(act="next")) == FloorAct(name="next")


@pytest.mark.parametrize(("typed", "seconds"), [("5", 300), ("5:30", 330), ("0.45", 45), (" ٣:٠٠ ", 180)])
def test_limits_are_minutes_and_seconds(typed: str, seconds: int) -> None:
    assert read_limits(LimitsForm(limit={"minister": typed, "": " "})) == {"minister": seconds}
    assert format_limit(330) == "5:30"


@pytest.mark.parametrize("typed", ["0", "5:75", "-3", "five", "999", "1" * 40])
def test_limits_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_limits(LimitsForm(limit={"minister": typed}))
    assert set(refused.value.fields) == {"limit.minister"}
