"""Grant services over the test's badge desk."""

import pytest

from accreditation.access.event_plan import access_plan
from accreditation.badges.audience import audience_of
from accreditation.grants.actions import GrantServices
from accreditation.grants.admitting_days import admitting_days
from accreditation.grants.pool_plans import pool_plans
from conference.clock import ManualClock
from conference.ids import SequentialIds
from rostrum.parts.stores import badge_store, grant_store
from tests.support.badge_office import EVENT, Office


@pytest.fixture
def grants(office: Office, clock: ManualClock, ids: SequentialIds) -> GrantServices:
    return GrantServices(
        transactions=office.transactions,
        badges=badge_store(),
        grants=grant_store(),
        plan=access_plan(EVENT, audience_of(EVENT).claim),
        pools=pool_plans(EVENT),
        days=admitting_days(EVENT),
        clock=clock,
        ids=ids,
    )
