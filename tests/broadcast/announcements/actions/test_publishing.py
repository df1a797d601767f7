"""Planned announcements are published by operators, or by the program at their time, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from broadcast.announcements.actions.planning import PlanRequest, approve_planned, list_planned, plan_announcement
from broadcast.announcements.actions.publishing import publish_due, publish_planned
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.ports import AnnouncementServices
from broadcast.board.actions.read import read_board
from broadcast.board.domain.announcements import Announcement, Level
from conference.clock import ManualClock
from conference.errors import InvalidError, RuleError
from tests.support.board_samples import MORNING, OPERATOR, OTHER_OPERATOR, announcement

pytestmark = pytest.mark.usefixtures("each_database")

MINUTE = timedelta(minutes=1)
BY_AUTHOR, BY_READER = PlanRequest(operator=OPERATOR), PlanRequest(operator=OTHER_OPERATOR)


async def shown(services: AnnouncementServices) -> list[str]:
    states = (entry.state for entry in (await read_board(services.board)).entries.values())
    return sorted(state.id for state in states if isinstance(state, Announcement))


async def run_due(services: AnnouncementServices) -> None:
    async with services.board.transactions.write() as transaction:
        await publish_due(services, transaction)


async def test_due_ones_go_out_once_and_expired_ones_not(services: AnnouncementServices, clock: ManualClock) -> None:
    for name, minutes in (("on-time", 10), ("late", 5), ("later", 60)):
        timing = Timing(publish_at=MORNING + minutes * MINUTE, shown_for_min=20)
        await plan_announcement(services, announcement(name), timing, BY_AUTHOR)
    missed = Timing(publish_at=MORNING + MINUTE, expires_at=MORNING + 3 * MINUTE)
    await plan_announcement(services, announcement("missed"), missed, BY_AUTHOR)
    await run_due(services)
    assert await shown(services) == []
    clock.advance(10 * 60)
    await run_due(services)
    await run_due(services)
    assert await shown(services) == ["late", "on-time"]
    lists = await list_planned(services)
    assert [one.id for one in lists.waiting] == ["later"]
    found = {one.id: (one.state.value, one.is_late) for one in lists.decided}
    assert found == {"on-time": ("published", False), "late": ("published", True), "missed": ("missed", True)}
    async with services.board.transactions.read() as transaction:
        query = "SELECT subject FROM audit_log WHERE action = 'broadcast:announcement:posted' ORDER BY subject"
        rows = (await transaction.connection.execute(sql(query))).scalars().all()
    assert rows == ["announcement/late", "announcement/on-time"]


async def test_urgent_one_waits_for_its_second_reader(services: AnnouncementServices, clock: ManualClock) -> None:
    urgent = announcement("urgent", level=Level.URGENT)
    timing = Timing(publish_at=MORNING + MINUTE, shown_for_min=30)
    await plan_announcement(services, urgent, timing, BY_AUTHOR)
    clock.advance(120)
    await run_due(services)
    assert await shown(services) == []
    with pytest.raises(RuleError, match="unread"):
        await publish_planned(services, "urgent", BY_AUTHOR)
    await approve_planned(services, "urgent", BY_READER)
    await run_due(services)
    assert await shown(services) == ["urgent"]


async def test_complete_draft_is_published_at_once(services: AnnouncementServices) -> None:
    await plan_announcement(services, announcement("draft"), Timing(shown_for_min=5), BY_AUTHOR)
    await plan_announcement(services, announcement("partial", text={"en": "x"}), Timing(), BY_AUTHOR)
    done = await publish_planned(services, "draft", BY_READER)
    assert done.announcement.expires_at == MORNING + 5 * MINUTE
    with pytest.raises(InvalidError, match="incomplete"):
        await publish_planned(services, "partial", BY_AUTHOR)
    with pytest.raises(RuleError, match="decided"):
        await publish_planned(services, "draft", BY_AUTHOR)
    assert await shown(services) == ["draft"]
