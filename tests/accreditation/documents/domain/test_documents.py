"""What is missing, what may be sent, what may be replaced."""

from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Agency, State, Withheld
from accreditation.documents.domain.documents import (
    Slot,
    SlotState,
    is_open_for_documents,
    list_slots,
    require_open,
    require_room,
)
from conference.errors import RuleError
from tests.support.application_samples import NOON, in_state
from tests.support.document_samples import CARD, LETTER, SAMPLES, document, request

KINDS = (LETTER, CARD, SAMPLES)


def test_slots_follow_the_kinds_and_have_their_documents() -> None:
    letter, sample = document(), document("document_2", kind="samples")
    slots = list_slots(KINDS, KINDS, [letter, sample], [request("card")])
    assert [slot.state for slot in slots] == [SlotState.HANDED_IN, SlotState.ASKED, SlotState.HANDED_IN]
    assert [slot.is_waiting for slot in slots] == [False, True, False]


def test_document_of_an_earlier_function_stays_listed() -> None:
    assert [slot.kind for slot in list_slots(KINDS, (LETTER,), [], [])] == [LETTER]
    sample = document(kind="samples")
    assert [slot.kind for slot in list_slots(KINDS, (LETTER,), [sample], [])] == [LETTER, SAMPLES]


def test_state_without_documents_depends_on_the_kind() -> None:
    assert Slot(LETTER, (), ()).state is SlotState.MISSING
    assert Slot(CARD, (), ()).state is SlotState.OPTIONAL


def test_document_is_replaced_until_it_is_seen_or_when_asked_for() -> None:
    seen = document(seen_at=NOON)
    assert Slot(LETTER, (), ()).may_add
    assert Slot(LETTER, (document(),), ()).replaced == (document(),)
    assert not Slot(LETTER, (seen,), ()).may_add
    assert Slot(LETTER, (seen,), (request(agency=Agency.SECURITY),)).may_add


def test_several_files_are_added_up_to_the_limit() -> None:
    one, two = document("document_1", kind="samples"), document("document_2", kind="samples")
    assert Slot(SAMPLES, (one,), ()).may_add
    assert Slot(SAMPLES, (one,), ()).replaced == ()
    assert not Slot(SAMPLES, (one, two), ()).may_add


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        (None, "document.kind_unknown"),
        (Slot(LETTER, (document(seen_at=NOON),), ()), "document.seen"),
        (Slot(SAMPLES, (document("a"), document("b")), ()), "document.no_room"),
    ],
)
def test_missing_room_is_named(slot: Slot | None, code: str) -> None:
    with pytest.raises(RuleError) as error:
        require_room(slot)
    assert error.value.code == code


@pytest.mark.parametrize("state", State)
def test_documents_are_accepted_during_the_review(state: State) -> None:
    is_open = state in {State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE, State.ON_HOLD}
    assert is_open_for_documents(in_state(state), NOON) == is_open


def test_withheld_refusal_is_not_betrayed_by_a_refused_document() -> None:
    refused = in_state(State.REFUSED, withheld=Withheld(NOON + timedelta(hours=1), State.IN_REVIEW, 2))
    require_open(refused, NOON)
    with pytest.raises(RuleError, match=r"document\.not_now"):
        require_open(refused, NOON + timedelta(hours=2))
