"""Drafts of alerts: prepared, with own texts, following another one, and from files."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.alerts.actions.drafting import (
    DraftRequest,
    FollowUp,
    discard_alert,
    draft_alert,
    import_alert,
    list_alerts,
)
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.areas import PlaceCode, PlaceKind
from broadcast.alerts.domain.cap import MessageType, ResponseType, Status
from broadcast.alerts.domain.register import AlertState
from broadcast.alerts.ports import AlertServices
from broadcast.board.domain.alerts import AlertText
from conference.auth.roles import Staff
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.languages import LANGUAGES
from tests.support.alert_samples import HALL, message
from tests.support.board_samples import MORNING, OPERATOR

GUEST = Staff("staff_9", "guest", "Guest", frozenset(), "en")
SECOND = replace(OPERATOR, id="staff_2", username="layla", name="Layla")
EXERCISE = DraftRequest(status=Status.EXERCISE, prepared="evacuate", codes=(HALL,))


async def test_prepared_alert_becomes_a_draft_in_all_languages(services: AlertServices) -> None:
    draft = await draft_alert(services, replace(EXERCISE, minutes=5), operator=OPERATOR)
    assert len(draft.alert.infos) == len(LANGUAGES)
    assert draft.alert.infos[0].expires == MORNING + timedelta(minutes=5)
    assert (await list_alerts(services)).drafts == [draft]
    discarded = await discard_alert(services, draft.id, operator=OPERATOR, expected=1)
    assert discarded.state is AlertState.DISCARDED
    lists = await list_alerts(services)
    assert (lists.drafts, lists.others) == ([], [discarded])


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (replace(EXERCISE, prepared="unknown"), "alert.unknown_prepared"),
        (replace(EXERCISE, prepared="all-clear"), "alert.unknown_prepared"),
        (replace(EXERCISE, minutes=0), "alert.minutes"),
        (replace(EXERCISE, codes=(PlaceCode(PlaceKind.ROOM, "attic"),)), "alert.unknown_place"),
        (DraftRequest(status=Status.TEST, texts={"en": AlertText(headline="Leave")}), "alert.incomplete"),
    ],
)
async def test_wrong_draft_is_refused_by_name(services: AlertServices, request_: DraftRequest, code: str) -> None:
    with pytest.raises(InvalidError) as caught:
        await draft_alert(services, request_, operator=OPERATOR)
    assert caught.value.code == code
    assert (await list_alerts(services)).drafts == []


async def test_only_operators_write_alerts(services: AlertServices) -> None:
    with pytest.raises(ForbiddenError):
        await draft_alert(services, EXERCISE, operator=GUEST)
    with pytest.raises(ForbiddenError):
        await import_alert(services, message(), operator=GUEST)
    with pytest.raises(ForbiddenError):
        await discard_alert(services, "any", operator=GUEST)


async def test_follow_up_has_status_places_and_reference_of_its_alert(services: AlertServices) -> None:
    draft = await draft_alert(services, EXERCISE, operator=OPERATOR)
    follow = DraftRequest(status=Status.ACTUAL, follows=draft.id, follow_up=FollowUp.ALL_CLEAR)
    with pytest.raises(RuleError, match=r"alert\.reference_missing"):
        await draft_alert(services, follow, operator=OPERATOR)
    live = await publish_alert(services, draft.id, PublishRequest(operator=OPERATOR))
    clear = (await draft_alert(services, follow, operator=OPERATOR)).alert
    assert (clear.status, clear.message_type) == (Status.EXERCISE, MessageType.UPDATE)
    assert clear.infos[0].responses == (ResponseType.ALL_CLEAR,)
    assert clear.references[0].identifier == live.alert.identifier
    cancel = replace(follow, follow_up=FollowUp.CANCEL)
    assert (await draft_alert(services, cancel, operator=OPERATOR)).alert.infos == ()


async def test_file_is_read_once_and_a_rehearsal_makes_it_an_exercise(services: AlertServices) -> None:
    read = await import_alert(services, message(), operator=OPERATOR)
    assert (read.is_imported, read.alert.status) == (True, Status.ACTUAL)
    with pytest.raises(RuleError, match=r"alert\.known"):
        await import_alert(services, message(), operator=SECOND)
    rehearsed = replace(services, only_status=Status.EXERCISE)
    assert (await import_alert(rehearsed, message("m2"), operator=OPERATOR)).alert.status is Status.EXERCISE
    own = await draft_alert(rehearsed, replace(EXERCISE, status=Status.ACTUAL), operator=OPERATOR)
    assert own.alert.status is Status.EXERCISE


async def test_draft_of_another_version_is_not_discarded(services: AlertServices) -> None:
    draft = await draft_alert(services, EXERCISE, operator=OPERATOR)
    with pytest.raises(ConflictError, match=r"alert\.changed"):
        await discard_alert(services, draft.id, operator=OPERATOR, expected=2)
    with pytest.raises(NotFoundError, match=r"alert\.unknown"):
        await discard_alert(services, "alt_none", operator=OPERATOR)
