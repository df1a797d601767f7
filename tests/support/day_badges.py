"""One-day badges over the badge office of a test."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accreditation.day_badges.actions import DayBadgeServices, make_set, read_set
from accreditation.day_badges.domain import DayBadge
from accreditation.day_badges.press import TypstDayPress
from accreditation.doors.storage.day_badges import SqlDayBadgeUses
from rostrum import roles
from rostrum.parts.stores import badge_store, day_badge_store
from tests.conftest import MORNING
from tests.support.application_samples import staff
from tests.support.badge_office import EVENT, Office

MAKER = staff("linh", roles.ACCREDITATION_OFFICER)
TODAY = MORNING.astimezone(EVENT.zone_info).date()
SET = "5" * 16
_IDS = itertools.count(0xDA000)


@dataclass(frozen=True)
class DayDesk:
    """The services of one-day badges."""

    services: DayBadgeServices

    async def make(self, count: int = 3, *, set_id: str = SET, category: str = "general", day: date = TODAY) -> str:
        """Make a set; returns its id."""
        made = await make_set(self.services, set_id, category=category, day=day, count=count, staff=MAKER)
        return made.id

    async def badges(self, set_id: str = SET) -> Sequence[DayBadge]:
        """Return the badges of a set."""
        return (await read_set(self.services, set_id, staff=MAKER)).badges


def make_day_desk(office: Office, *, most_a_day: int = 10) -> DayDesk:
    """Make the services over the office's database."""
    return DayDesk(
        DayBadgeServices(
            transactions=office.transactions,
            store=day_badge_store(),
            numbers=badge_store(),
            uses=SqlDayBadgeUses(),
            keys=office.keys,
            press=TypstDayPress(office.event),
            plan=office.desk.plan,
            zone=office.event.zone_info,
            most_a_day=most_a_day,
            clock=office.clock,
            new_badge_id=lambda: f"{next(_IDS):016x}",
        )
    )
