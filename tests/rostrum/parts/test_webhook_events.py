"""Translation of events to messages of webhooks."""

from accreditation.applications.domain.applications import Agency, Finding
from accreditation.applications.domain.events import ApplicationApproved, CheckRecorded
from accreditation.badges.domain.events import BadgeCollected
from broadcast.board.domain.events import BoardChanged
from conference.clock import ManualClock
from rostrum.parts.webhook_events import KINDS, translate_at
from tests.conftest import MORNING


def test_events_are_told_as_ids_and_states() -> None:
    translate = translate_at(ManualClock(MORNING))
    events = (
        ApplicationApproved("app_1", MORNING),
        CheckRecorded("app_1", Agency.SECURITY, Finding.REFUSED, MORNING),
        BadgeCollected("b", True, MORNING),
        BoardChanged(7),
    )
    told = [one for one in map(translate, events) if one]
    assert [(one.kind, one.data) for one in told] == [
        ("application.approved", {"application": "app_1", "state": "approved"}),
        ("application.checked", {"application": "app_1", "agency": "security", "finding": "refused"}),
        ("badge.collected", {"badge": "b", "is_collected": False}),
        ("board.changed", {"offset": 7}),
    ]
    assert {one.at for one in told} == {MORNING}
    assert {one.kind for one in told} <= set(KINDS)
    assert translate(object()) is None
