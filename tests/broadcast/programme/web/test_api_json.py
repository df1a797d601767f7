"""What programs send for an act, and what they see of a clash."""

from typing import Any

import pytest

from broadcast.programme.domain.acts import Cancel, Delay, Merge, Split
from broadcast.programme.domain.clashes import Booking, Clash, ClashKind
from broadcast.programme.web.api_json import ProgrammeIn, act_of, clash_out
from conference.errors import InvalidError
from tests.support.board_samples import CANARY, MORNING, NOON, text


def body(**values: Any) -> ProgrammeIn:
    return ProgrammeIn(**values)


def test_body_becomes_the_act_with_its_fields() -> None:
    assert act_of("a", body(act="delay", minutes=5)) == Delay(session="a", minutes=5)
    assert act_of("a", body(act="cancel")) == Cancel(session="a")
    assert act_of("a", body(act="merge", into="b")) == Merge(session="a", into="b")
    split = Split(session="a", ends_at=MORNING, resumes_at=MORNING)
    assert act_of("a", body(act="split", ends_at=MORNING)) == split


@pytest.mark.parametrize(("act", "field"), [("agree_end", "ends_at"), ("merge", "into"), ("add", "title")])
def test_missing_field_is_named(act: str, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        act_of("a", body(act=act))
    assert refused.value.fields == {field: "field.missing"}


def test_clash_with_a_private_session_does_not_name_it() -> None:
    one = Booking(id="a", room="hall", starts_at=MORNING, ends_at=NOON)
    private = Booking(id=CANARY, room="hall", starts_at=MORNING, ends_at=NOON, is_private=True)
    seen = clash_out(Clash(kind=ClashKind.PERSON, first=one, second=private, person=text(CANARY)))
    assert (seen.sessions, seen.person) == (["a"], None)
    assert CANARY not in repr(seen)
