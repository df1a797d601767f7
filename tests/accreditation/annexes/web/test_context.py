"""Texts and chips of the states of follow-up forms."""

from accreditation.annexes.domain.answers import AnnexState
from accreditation.annexes.web.context import STATE_CHIPS, STATES


def test_each_state_has_a_text_and_a_chip() -> None:
    assert STATES.keys() == STATE_CHIPS.keys() == {"none", *AnnexState}
    assert len({chip for _, chip in STATE_CHIPS.values()}) == len(STATE_CHIPS)
