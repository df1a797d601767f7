"""Planned announcements are written, changed, approved and cancelled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.announcements.actions.planning import (
    PlanRequest,
    approve_planned,
    cancel_planned,
    change_planned,
    list_planned,
    plan_announcement,
)
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.ports import AnnouncementServices
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import DOOR_STAFF, MORNING, OPERATOR, OTHER_OPERATOR, announcement, text

pytestmark = pytest.mark.usefixtures("each_database")

LATER = MORNING + timedelta(minutes=30)
BY_AUTHOR, BY_READER = PlanRequest(operator=OPERATOR), PlanRequest(operator=OTHER_OPERATOR)


async def test_change_of_the_text_ends_its_approval(services: AnnouncementServices) -> None:
    noted: list[str] = []
    services = replace(services, note_change=lambda: noted.append("changed"))
    first = await plan_announcement(services, announcement(), Timing(publish_at=LATER), BY_AUTHOR)
    with pytest.raises(RuleError, match="own_text"):
        await approve_planned(services, first.id, BY_AUTHOR)
    read = await approve_planned(services, first.id, BY_READER)
    assert (read.reader, read.version) == ("Amina", 2)
    with pytest.raises(ConflictError):
        await cancel_planned(services, first.id, PlanRequest(operator=OPERATOR, expected=1))
    moved = await change_planned(
        services, first.id, lambda one: (one.announcement, Timing(publish_at=LATER, shown_for_min=5)), BY_READER
    )
    assert (moved.author, moved.reader) == ("Lan", "Amina")
    reworded = replace(announcement(), text=text("Doors close"))
    changed = await change_planned(services, first.id, lambda one: (reworded, one.timing), BY_READER)
    assert (changed.author, changed.reader) == ("Amina", "")
    await cancel_planned(services, first.id, BY_AUTHOR)
    with pytest.raises(RuleError, match="decided"):
        await cancel_planned(services, first.id, BY_AUTHOR)
    lists = await list_planned(services)
    assert (lists.waiting, [one.id for one in lists.decided]) == ([], ["a1"])
    assert len(noted) == 5


async def test_draft_may_lack_languages_but_a_scheduled_one_not(services: AnnouncementServices) -> None:
    partial = announcement(text={"en": "Doors close"})
    draft = await plan_announcement(services, partial, Timing(), BY_AUTHOR)
    with pytest.raises(InvalidError, match="incomplete"):
        await plan_announcement(services, partial, Timing(publish_at=LATER), BY_AUTHOR)
    with pytest.raises(InvalidError, match="incomplete"):
        await change_planned(services, draft.id, lambda one: (one.announcement, Timing(publish_at=LATER)), BY_AUTHOR)
    with pytest.raises(InvalidError, match="incomplete"):
        await approve_planned(services, draft.id, BY_READER)
    elsewhere = announcement("a2", rooms=("attic",))
    with pytest.raises(InvalidError, match="unknown_room"):
        await plan_announcement(services, elsewhere, Timing(), BY_AUTHOR)


async def test_only_operators_plan(services: AnnouncementServices) -> None:
    by_door = PlanRequest(operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await plan_announcement(services, announcement(), Timing(), by_door)
    with pytest.raises(ForbiddenError):
        await cancel_planned(services, "a1", by_door)
    with pytest.raises(NotFoundError):
        await cancel_planned(services, "a1", BY_AUTHOR)
