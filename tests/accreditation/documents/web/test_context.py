"""Limits and names that the pages of documents share."""

from typing import get_args

from accreditation.documents.domain.documents import SlotState
from accreditation.documents.web.context import FORMATS, MEDIA_TYPES, STATE_CHIPS, STATES
from conference.event.model import DocumentType


def test_each_format_and_state_has_its_names() -> None:
    assert set(FORMATS) == set(MEDIA_TYPES) == set(get_args(DocumentType))
    assert set(STATE_CHIPS) == set(SlotState)
    assert set(STATES) == {state.value for state in SlotState}
