from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accreditation.applications.domain.applications import State
from accreditation.outlets.domain.crews import (
    ENDED,
    CrewMember,
    CrewState,
    MemberState,
    apply_form,
    apply_state,
    crew_state,
    require_member_version,
)
from conference.errors import ConflictError, RuleError

MEMBER = CrewMember(
    id="crew_1",
    outlet_id="out_1",
    letter_id="letter_1",
    values={"native_name": "", "given_name": "VAN AN", "family_name": "LE", "email": "an@example.org"},
    added_at=datetime(2025, 10, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (None, CrewState.INVITED),
        (State.SUBMITTED, CrewState.SUBMITTED),
        (State.IN_REVIEW, CrewState.SUBMITTED),
        (State.ON_HOLD, CrewState.SUBMITTED),
        (State.INCOMPLETE, CrewState.INCOMPLETE),
        (State.APPROVED, CrewState.APPROVED),
        (State.REFUSED, CrewState.REFUSED),
        (State.WITHDRAWN, CrewState.WITHDRAWN),
    ],
)
def test_focal_point_sees_the_state_of_the_application(state: State | None, shown: CrewState) -> None:
    assert crew_state(MEMBER, state) is shown


@pytest.mark.parametrize("state", [MemberState.DECLINED, MemberState.WITHDRAWN, MemberState.REPLACED])
def test_ended_invitation_is_shown_before_the_application(state: MemberState) -> None:
    ended = apply_state(MEMBER, state)
    assert crew_state(ended, State.WITHDRAWN) is CrewState(state.value)
    assert crew_state(ended, State.WITHDRAWN) in ENDED
    with pytest.raises(RuleError, match=r"crew\.ended"):
        apply_state(ended, MemberState.WITHDRAWN)
    with pytest.raises(RuleError, match=r"crew\.ended"):
        apply_form(ended, "digest")


def test_name_is_the_typed_one_or_the_latin_one() -> None:
    assert MEMBER.name == "VAN AN LE"
    assert replace(MEMBER, values={**MEMBER.values, "native_name": "Lê Văn An"}).name == "Lê Văn An"


def test_changed_member_is_a_conflict() -> None:
    require_member_version(MEMBER, 1)
    with pytest.raises(ConflictError, match=r"crew\.changed"):
        require_member_version(apply_form(MEMBER, "digest"), 1)
