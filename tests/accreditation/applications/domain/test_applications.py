"""States of an application and the table of moves."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import (
    MOVES,
    Application,
    Move,
    State,
    apply_move,
    apply_submission,
    apply_withdrawal,
    may_move,
    require_unchanged,
    secret_digest,
)
from conference.errors import ConflictError, RuleError
from tests.support.application_samples import NOON, applicant, application, in_state

ALLOWED = {
    Move.SUBMIT: {State.DRAFT},
    Move.FIND: {State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE},
    Move.CORRECT: {State.INCOMPLETE},
    Move.HOLD: {State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE},
    Move.RESUME: {State.ON_HOLD},
    Move.WITHDRAW: {
        State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE, State.ON_HOLD, State.APPROVED,
    },
    Move.REVOKE: {State.APPROVED},
    Move.REOPEN: {State.REFUSED},
    Move.APPEAL: {State.REFUSED},
    Move.EDIT: {State.APPROVED},
    Move.UNDO: {State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE, State.APPROVED, State.REFUSED},
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_move_is_allowed_from_the_specified_states_only(move: Move, state: State) -> None:
    assert may_move(in_state(state), move) is (state in ALLOWED[move])


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_disallowed_move_is_refused_with_its_code(move: Move, state: State) -> None:
    before = in_state(state)
    for target in set(State) - (MOVES[move][1] if state in ALLOWED[move] else set()):
        with pytest.raises(RuleError) as caught:
            apply_move(before, move, target)
        assert caught.value.code == f"application.{move}_not_now"
        assert caught.value.params == {"state": state.value}


def test_only_findings_lead_to_approval() -> None:
    assert [move for move in Move if State.APPROVED in MOVES[move][1]] == [Move.FIND, Move.EDIT]
    assert MOVES[Move.EDIT][0] == {State.APPROVED}


@pytest.mark.parametrize("state", State)
def test_only_the_approved_state_is_approved(state: State) -> None:
    assert in_state(state).is_approved is (state is State.APPROVED)


def test_withdrawn_application_allows_no_move() -> None:
    assert [move for move in Move if may_move(in_state(State.WITHDRAWN), move)] == []


def make_draft(**changes: object) -> Application:
    complete = replace(application(), state=State.DRAFT, version=0, data_version=0, submitted_at=None)
    return replace(complete, **changes)  # type: ignore[arg-type]


def test_submitted_draft_has_time_and_first_version() -> None:
    submitted = apply_submission(make_draft(), at=NOON)
    assert (submitted.state, submitted.submitted_at, submitted.version, submitted.data_version) == (
        State.SUBMITTED,
        NOON,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent_at": None}, "application.consent_missing"),
        ({"photo_id": None}, "application.photo_missing"),
        ({"applicant": applicant(family_name="", given_name="")}, "application.name_missing"),
    ],
)
def test_incomplete_draft_is_not_submitted(changes: dict[str, object], code: str) -> None:
    with pytest.raises(RuleError) as caught:
        apply_submission(make_draft(**changes), at=NOON)
    assert caught.value.code == code


def test_one_word_name_can_be_submitted() -> None:
    one_word = make_draft(applicant=applicant(native_name="Suharto", family_name="SUHARTO", given_name=""))
    assert apply_submission(one_word, at=NOON).applicant.latin_name == "SUHARTO"


def test_withdrawal_increases_the_version() -> None:
    before = application()
    assert (apply_withdrawal(before).state, apply_withdrawal(before).version) == (State.WITHDRAWN, before.version + 1)


def test_change_since_seen_version_is_a_conflict() -> None:
    require_unchanged(application(), 1)
    with pytest.raises(ConflictError) as caught:
        require_unchanged(application(), 0)
    assert caught.value.params == {"state": "submitted", "version": 1}


def test_secret_digest_is_defined_for_any_text() -> None:
    assert len(secret_digest("s")) == 64
    assert "s3cret" not in secret_digest("s3cret")
    assert len(secret_digest("\udcff")) == 64
