"""Publishing: the board, the second person, what a message ends, and the audit log. Covers C4."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text as sql

from broadcast.alerts.actions.drafting import DraftRequest, FollowUp, draft_alert, import_alert, list_alerts
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.cap import MessageType, Status
from broadcast.alerts.domain.register import AlertState
from broadcast.alerts.ports import AlertServices
from broadcast.board.actions.read import read_board
from broadcast.board.domain.alerts import AlertKind, SiteAlert
from conference.clock import ManualClock
from conference.errors import RuleError
from tests.support.alert_samples import message
from tests.support.board_samples import OPERATOR

SECOND = replace(OPERATOR, id="staff_2", username="layla", name="Layla")
ACTUAL = DraftRequest(status=Status.ACTUAL, prepared="evacuate")


async def shown(services: AlertServices) -> list[SiteAlert]:
    entries = (await read_board(services.board)).entries.values()
    return [one.state for one in entries if isinstance(one.state, SiteAlert)]


@pytest.mark.usefixtures("each_database")
async def test_second_person_publishes_and_the_all_clear_ends_it(services: AlertServices, clock: ManualClock) -> None:
    draft = await draft_alert(services, ACTUAL, operator=OPERATOR)
    with pytest.raises(RuleError, match=r"alert\.second_person"):
        await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR))
    assert await shown(services) == []
    clock.advance(600)
    live = await publish_alert(services, draft.id, PublishRequest(operator=SECOND, expected=1))
    (on_board,) = await shown(services)
    assert (on_board.id, on_board.sent_at) == (live.id, clock.now())
    assert (on_board.expires_at - clock.now()).total_seconds() == 30 * 60
    assert live.offset == (await read_board(services.board)).revision.offset
    follow = DraftRequest(status=Status.ACTUAL, follows=live.id, follow_up=FollowUp.ALL_CLEAR)
    clear = await draft_alert(services, follow, operator=SECOND)
    await publish_alert(services, clear.id, PublishRequest(operator=OPERATOR))
    assert [(one.id, one.kind) for one in await shown(services)] == [(clear.id, AlertKind.ALL_CLEAR)]
    lists = await list_alerts(services)
    assert [(one.id, one.state) for one in lists.others] == [(live.id, AlertState.CLEARED)]


async def test_alone_in_danger_the_reason_is_in_the_audit_log(services: AlertServices) -> None:
    draft = await draft_alert(services, ACTUAL, operator=OPERATOR)
    reason = "Smoke in the hall, no second operator here"
    await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR, reason=reason))
    async with services.board.transactions.read() as transaction:
        query = sql("SELECT * FROM audit_log WHERE action = 'broadcast:alert:published'")
        row = (await transaction.connection.execute(query)).one()
    details = json.loads(row.details)
    assert (details["alone"], details["reason"], details["status"]) == (True, reason, "Actual")


async def test_cancellation_cancels_the_alert_that_comes_late(services: AlertServices) -> None:
    cancel = replace(message("m2", kind=MessageType.CANCEL, about="m1"), infos=())
    early = await import_alert(services, cancel, operator=OPERATOR)
    await publish_alert(services, early.id, PublishRequest(operator=SECOND))
    late = await import_alert(services, message("m1"), operator=OPERATOR)
    assert late.state is AlertState.CANCELLED
    with pytest.raises(RuleError, match=r"alert\.not_possible"):
        await publish_alert(services, late.id, PublishRequest(operator=SECOND))
    assert await shown(services) == []


async def test_alert_is_published_once(services: AlertServices) -> None:
    draft = await draft_alert(services, replace(ACTUAL, status=Status.TEST), operator=OPERATOR)
    await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR))
    with pytest.raises(RuleError, match=r"alert\.not_possible"):
        await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR))
    assert len(await shown(services)) == 1
