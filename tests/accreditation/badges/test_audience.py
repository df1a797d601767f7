"""The audience claim of an event's tokens."""

import msgspec

from accreditation.badges.audience import audience_of
from accreditation.badges.domain.tokens import Flaw
from tests.support.badge_office import EVENT

HERE = audience_of(EVENT)


def test_audience_does_not_depend_on_the_names_of_the_event() -> None:
    renamed = msgspec.structs.replace(EVENT, name={"en": "Another conference"})
    assert audience_of(renamed) == HERE


def test_other_environment_of_the_event_is_distinguished() -> None:
    rehearsal = audience_of(msgspec.structs.replace(EVENT, environment="rehearsal"))
    assert HERE.flaw_of(rehearsal.claim) is Flaw.WRONG_ENVIRONMENT


def test_other_event_is_distinguished() -> None:
    other = audience_of(msgspec.structs.replace(EVENT, id="geneva-2026"))
    assert HERE.flaw_of(other.claim) is Flaw.WRONG_EVENT
    assert other.environment_mark == HERE.environment_mark
