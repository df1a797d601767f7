"""Texts that the templates of vetting look up by a value: there is one for each value."""

from accreditation.applications.domain.applications import Finding, State
from accreditation.applications.domain.history import Act
from accreditation.vetting.web.history import ACT_TEXTS
from accreditation.vetting.web.queue_texts import FINDING_CHIPS, FINDINGS, STATES


def test_every_state_finding_and_act_has_its_text() -> None:
    assert set(STATES) == {state.value for state in State}
    assert set(FINDINGS) == set(FINDING_CHIPS) == {"waiting", *(finding.value for finding in Finding)}
    assert set(ACT_TEXTS) >= set(Act) - {Act.CHECKED, Act.ASKED}
