"""The watch that has due announcements published."""

from datetime import timedelta

from broadcast.announcements.actions.planning import PlanRequest, approve_planned, plan_announcement
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.ports import AnnouncementServices
from broadcast.announcements.runtime import PlannedWatch
from broadcast.board.domain.announcements import Level
from conference.clock import ManualClock
from tests.support.board_samples import MORNING, OPERATOR, OTHER_OPERATOR, announcement


async def test_watch_reads_the_list_and_publishes_what_may_go_out(
    services: AnnouncementServices, clock: ManualClock
) -> None:
    acts: list[str] = []
    watch = PlannedWatch(services, lambda: acts.append("publish"), lambda: acts.append("changed"))
    timing = Timing(publish_at=MORNING + timedelta(minutes=1), shown_for_min=5)
    urgent = announcement("urgent", level=Level.URGENT)
    await plan_announcement(services, urgent, timing, PlanRequest(operator=OPERATOR))
    await watch.look()
    await watch.look()
    assert ([one.id for one in watch.waiting], acts) == (["urgent"], ["changed"])
    clock.advance(60)
    await watch.look()
    assert acts == ["changed"]
    await approve_planned(services, "urgent", PlanRequest(operator=OTHER_OPERATOR))
    await watch.look()
    assert acts == ["changed", "changed", "publish"]


async def test_expired_one_without_a_reader_is_decided_too(services: AnnouncementServices, clock: ManualClock) -> None:
    acts: list[str] = []
    watch = PlannedWatch(services, lambda: acts.append("publish"))
    timing = Timing(publish_at=MORNING + timedelta(minutes=1), shown_for_min=5)
    urgent = announcement("urgent", level=Level.URGENT)
    await plan_announcement(services, urgent, timing, PlanRequest(operator=OPERATOR))
    clock.advance(6 * 60)
    await watch.look()
    assert acts == ["publish"]
