"""The states of an application: one table, every move in it, nothing beside it."""

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
}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_move_is_allowed_from_exactly_the_states_of_the_procedure(move: Move, state: State) -> None:
    assert may_move(in_state(state), move) is (state in ALLOWED[move])


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_move_that_is_not_allowed_is_refused_by_name_and_changes_nothing(move: Move, state: State) -> None:
    before = in_state(state)
    for target in set(State) - (MOVES[move][1] if state in ALLOWED[move] else set()):
        with pytest.raises(RuleError) as caught:
            apply_move(before, move, target)
        assert caught.value.code == f"application.{move}_not_now"
        assert caught.value.params == {"state": state.value}


def test_only_findings_lead_to_an_approval() -> None:
    assert [move for move in Move if State.APPROVED in MOVES[move][1]] == [Move.FIND]


@pytest.mark.parametrize("state", State)
def test_nothing_short_of_approved_is_approved(state: State) -> None:
    assert in_state(state).is_approved is (state is State.APPROVED)


def test_withdrawn_application_moves_no_more() -> None:
    assert [move for move in Move if may_move(in_state(State.WITHDRAWN), move)] == []


def draft(**changes: object) -> Application:
    whole = replace(application(), state=State.DRAFT, version=0, data_version=0, submitted_at=None)
    return replace(whole, **changes)  # type: ignore[arg-type]


def test_submitted_draft_has_its_time_and_first_version() -> None:
    sent = apply_submission(draft(), at=NOON)
    assert (sent.state, sent.submitted_at, sent.version, sent.data_version) == (State.SUBMITTED, NOON, 1, 1)


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
        apply_submission(draft(**changes), at=NOON)
    assert caught.value.code == code


def test_one_word_name_is_enough() -> None:
    one_word = draft(applicant=applicant(native_name="Suharto", family_name="SUHARTO", given_name=""))
    assert apply_submission(one_word, at=NOON).applicant.latin_name == "SUHARTO"


def test_withdrawal_counts_as_a_change() -> None:
    before = application()
    assert (apply_withdrawal(before).state, apply_withdrawal(before).version) == (State.WITHDRAWN, before.version + 1)


def test_change_since_it_was_seen_is_told() -> None:
    require_unchanged(application(), 1)
    with pytest.raises(ConflictError) as caught:
        require_unchanged(application(), 0)
    assert caught.value.params == {"state": "submitted", "version": 1}


def test_secret_is_kept_only_as_a_digest_and_strange_secrets_have_one_too() -> None:
    assert len(secret_digest("s")) == 64
    assert "s3cret" not in secret_digest("s3cret")
    assert len(secret_digest("\udcff")) == 64
