"""Followers are told of each change once it is on the board: also after a restart, and by one of several processes."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from broadcast.board.domain.board import Revision
from broadcast.notifications import storage
from broadcast.notifications.actions import is_following
from broadcast.notifications.domain import KEPT_AFTER
from conference.webhooks.sender import Attempt
from tests.broadcast.notifications.conftest import SESSION, Office
from tests.support.public_boards import EVENT, LATER


async def test_follower_is_told_of_each_change_once(office: Office) -> None:
    await office.follow()
    await office.worker.send_changes()
    office.change(phase="in_session", phase_label="In progress")
    await office.worker.send_changes()
    await office.worker.send_changes()
    office.change(phase="suspended", phase_label="Suspended")
    await office.worker.send_changes()
    office.change(phase="in_session", phase_label="In progress")
    await office.worker.send_changes()
    assert office.titles == ["In progress · Opening", "Suspended · Opening", "Resumed · Opening"]


async def test_change_is_told_by_a_process_that_starts_later(office: Office) -> None:
    await office.follow()
    office.change(phase="cancelled", phase_label="Cancelled")
    await office.make_worker().send_changes()
    await office.make_worker().send_changes()
    assert office.titles == ["Cancelled · Opening"]


async def test_change_that_was_taken_back_before_is_not_told(office: Office) -> None:
    await office.follow()
    office.push_service.answers = [Attempt(500, "broken")]
    office.change(phase="cancelled")
    await office.worker.send_changes()
    office.change(phase="scheduled")
    office.pass_time(timedelta(minutes=1))
    await office.worker.send_changes()
    assert len(office.push_service.received) == 1


async def test_adjournment_is_known_and_not_told(office: Office) -> None:
    await office.follow()
    office.change(phase="adjourned")
    await office.worker.send_changes()
    office.change(phase="in_session", phase_label="In progress")
    await office.worker.send_changes()
    assert office.titles == ["In progress · Opening"]


async def test_several_changes_before_a_message_are_told_together(office: Office) -> None:
    await office.follow()
    office.change(room="hall2", room_name="Hall 2")
    office.change(phase="delayed", phase_label="Delayed", until=LATER)
    await office.worker.send_changes()
    [(_, body, _)] = office.push_service.received
    assert office.browser.decrypt(body)["title"] == "Delayed · Opening"
    assert "Hall 2" in office.browser.decrypt(body)["body"]


async def test_session_that_became_private_is_told_of_no_more(office: Office) -> None:
    await office.follow()
    shown = office.board.sessions
    office.change(phase="cancelled")
    await office.worker._mark_changed()
    office.board = replace(office.board, sessions=(), revision=office.next_revision)
    await office.worker.send_changes()
    assert office.titles == []
    office.board = replace(office.board, sessions=shown, revision=office.next_revision)
    await office.worker.send_changes()
    assert office.titles == []


async def test_node_that_is_behind_waits_for_the_board(office: Office) -> None:
    await office.follow()
    earlier = office.board
    office.change(phase="in_session", phase_label="In progress")
    later, other = office.board, office.make_worker()
    await office.worker._mark_changed()
    office.board = earlier
    await other.send_changes()
    assert office.titles == []
    office.board = later
    office.pass_time(timedelta(seconds=2))
    await other.send_changes()
    assert office.titles == ["In progress · Opening"]


async def test_board_of_another_epoch_is_compared_with_what_was_told(office: Office) -> None:
    await office.follow()
    office.change(phase="in_session")
    await office.worker.send_changes()
    office.board = replace(office.board, revision=Revision("another", 0))
    await office.worker.send_changes()
    assert len(office.push_service.received) == 1
    office.change(phase="suspended")
    await office.worker.send_changes()
    assert len(office.push_service.received) == 2


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (2, False)])
async def test_followers_are_deleted_after_the_event(office: Office, days: int, is_kept: bool) -> None:
    await office.follow()
    office.pass_time(timedelta(days=days) + KEPT_AFTER)
    await office.worker.delete_over()
    assert await is_following(office.services, SESSION, office.browser.endpoint) is is_kept


async def test_followers_of_a_session_are_deleted_days_after_it(office: Office) -> None:
    day = EVENT.days[0]
    longer = msgspec.structs.replace(EVENT, days=(day, day + timedelta(days=30)))
    office.board = replace(office.board, event=longer)
    await office.follow()
    office.pass_time(KEPT_AFTER + timedelta(hours=2))
    await office.worker.delete_over()
    async with office.transactions.read() as transaction:
        assert await storage.count_followers(transaction) == 0


async def test_running_worker_sends_soon_and_releases_at_its_end(office: Office) -> None:
    await office.follow()
    async with office.worker.running():
        office.change(phase="in_session", phase_label="In progress")
        office.worker.look_again()
        await office.push_service.wait_for(1)
    assert office.titles == ["In progress · Opening"]
