"""An appeal is stored as JSON without loss."""

from dataclasses import replace

from accreditation.applications.domain.applications import Agency, Appeal
from accreditation.applications.storage.decision_json import appeal_from_json, appeal_to_json, open_appeal_agency
from tests.support.application_samples import NOON

OPEN = Appeal("text", NOON, Agency.SECURITY)
DECIDED = replace(OPEN, is_allowed=False, officer="staff_son", decided_at=NOON, message="m")


def test_appeals_are_loaded_as_stored() -> None:
    for appeal in (None, OPEN, DECIDED):
        assert appeal_from_json(appeal_to_json(appeal)) == appeal


def test_only_an_open_appeal_has_an_agency_to_decide() -> None:
    assert [open_appeal_agency(appeal) for appeal in (None, OPEN, DECIDED)] == [None, "security", None]
