"""Answers to follow-up forms: who has a form, until when, and the moves between states."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from accreditation.annexes.domain.answers import AnnexState, Answers, decide, is_offered, is_open, submit
from accreditation.applications.domain.applications import State
from conference.errors import ConflictError, RuleError
from tests.support.annexes import CAMERA
from tests.support.application_samples import NOON, application
from tests.support.badge_office import EVENT

EQUIPMENT = EVENT.annex("equipment")


def sent(seen: int = 0, before: Answers | None = None) -> Answers:
    return submit(before, [CAMERA], application_id="app_1", annex="equipment", seen=seen, at=NOON)


def test_form_is_offered_to_approved_people_of_its_categories() -> None:
    approved = application(state=State.APPROVED)
    assert is_offered(EQUIPMENT, approved)
    assert not is_offered(EQUIPMENT, replace(approved, state=State.IN_REVIEW))
    narrow = msgspec.structs.replace(EQUIPMENT, categories=("technical",))
    assert not is_offered(narrow, approved)
    assert is_offered(narrow, replace(approved, category="technical"))


def test_form_is_open_until_its_deadline() -> None:
    assert is_open(EQUIPMENT, EQUIPMENT.closes_at - timedelta(seconds=1))
    assert not is_open(EQUIPMENT, EQUIPMENT.closes_at)


def test_answers_sent_again_wait_for_a_decision_again() -> None:
    approved = decide(sent(), AnnexState.APPROVED, note="", officer="staff_linh", at=NOON)
    again = sent(approved.version, approved)
    assert (again.state, again.version, again.decided_by) == (AnnexState.SUBMITTED, 3, None)


def test_answers_that_changed_are_not_overwritten() -> None:
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        sent(0, sent())
    with pytest.raises(ConflictError, match=r"annex\.changed"):
        sent(1)


def test_decision_is_made_once() -> None:
    returned = decide(sent(), AnnexState.RETURNED, note="Serial number?", officer="staff_linh", at=NOON)
    assert (returned.state, returned.note, returned.version) == (AnnexState.RETURNED, "Serial number?", 2)
    with pytest.raises(RuleError, match=r"annex\.decided"):
        decide(returned, AnnexState.APPROVED, note="", officer="staff_linh", at=NOON)
