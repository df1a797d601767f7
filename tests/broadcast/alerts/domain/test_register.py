"""The rules of the register: who may publish, what a message ends, and a cancellation that comes first. Covers B23."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from broadcast.alerts.domain.cap import MessageType, Status
from broadcast.alerts.domain.register import (
    TRANSITIONS,
    AlertAct,
    AlertState,
    Publisher,
    cancel_if_named,
    end_referenced,
    expiry_of,
    is_live,
    move,
    publish,
)
from conference.errors import RuleError
from tests.support.alert_samples import OVER, message, registered
from tests.support.board_samples import MORNING

AUTHOR = Publisher(id="staff_1", name="Lan", at=MORNING)
OTHER = Publisher(id="staff_2", name="Layla", at=MORNING)
LIVE = registered(message(), state=AlertState.IN_FORCE, published_at=MORNING)


def test_table_of_transitions_is_the_whole_rule() -> None:
    for state, act in product(AlertState, AlertAct):
        one = registered(message(), state=state)
        if (state, act) in TRANSITIONS:
            assert move(one, act, MORNING).state is TRANSITIONS[state, act]
        else:
            with pytest.raises(RuleError, match=r"alert\.not_possible"):
                move(one, act, MORNING)


def test_actual_alert_needs_a_second_person_or_a_reason() -> None:
    draft = registered(message())
    for by in (AUTHOR, replace(AUTHOR, reason="too short")):
        with pytest.raises(RuleError, match=r"alert\.second_person"):
            publish(draft, by)
    alone = publish(draft, replace(AUTHOR, reason="Fire in the hall, nobody else here"))
    assert (alone.state, alone.reason != "") == (AlertState.IN_FORCE, True)
    assert publish(draft, replace(OTHER, reason="not recorded")).reason == ""


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_exercise_and_test_need_one_person(status: Status) -> None:
    assert publish(registered(message(status=status)), AUTHOR).publisher == "Lan"


def test_expired_alert_is_not_published() -> None:
    with pytest.raises(RuleError, match=r"alert\.expired"):
        publish(registered(message()), replace(OTHER, at=MORNING + timedelta(minutes=30)))


@pytest.mark.parametrize(
    ("kind", "is_over", "state"),
    [
        (MessageType.UPDATE, False, AlertState.UPDATED),
        (MessageType.UPDATE, True, AlertState.CLEARED),
        (MessageType.CANCEL, False, AlertState.CANCELLED),
    ],
)
def test_message_ends_what_it_refers_to(kind: MessageType, is_over: bool, state: AlertState) -> None:
    follow = message("m2", kind=kind, about="m1")
    if is_over:
        follow = message("m2", kind=kind, about="m1", content=OVER)
    (ended,) = end_referenced(registered(follow), [LIVE, registered(message("m9"))], MORNING)
    assert (ended.id, ended.state, ended.ended_at) == ("m1", state, MORNING)


def test_exercise_never_ends_an_actual_alert() -> None:
    follow = registered(message("m2", status=Status.EXERCISE, kind=MessageType.CANCEL, about="m1"))
    with pytest.raises(RuleError, match=r"alert\.reference_status"):
        end_referenced(follow, [LIVE], MORNING)


def test_update_needs_a_live_alert_of_this_site() -> None:
    follow = registered(message("m2", kind=MessageType.UPDATE, about="m1"))
    for known in ([], [registered(message())], [replace(LIVE, state=AlertState.CLEARED)]):
        with pytest.raises(RuleError, match=r"alert\.reference_missing"):
            end_referenced(follow, known, MORNING)
    with pytest.raises(RuleError, match=r"alert\.reference_missing"):
        end_referenced(follow, [LIVE], MORNING + timedelta(hours=1))


def test_cancellation_that_arrives_first_cancels_the_late_alert() -> None:
    early = registered(message("m2", kind=MessageType.CANCEL, about="m1"), is_imported=True)
    assert end_referenced(early, [], MORNING) == ()
    in_force = publish(early, OTHER)
    assert cancel_if_named(registered(message()), [in_force], MORNING).state is AlertState.CANCELLED
    assert cancel_if_named(registered(message("m3")), [in_force], MORNING).state is AlertState.DRAFT
    exercise = registered(message(status=Status.EXERCISE))
    assert cancel_if_named(exercise, [in_force], MORNING).state is AlertState.DRAFT
    assert cancel_if_named(registered(message()), [early], MORNING).state is AlertState.DRAFT


def test_alert_is_live_until_its_last_block_expires() -> None:
    expiry = expiry_of(LIVE.alert)
    assert expiry == MORNING + timedelta(minutes=30)
    assert is_live(LIVE, expiry - timedelta(seconds=1))
    assert not is_live(LIVE, expiry)
    without = replace(LIVE.alert, infos=(replace(LIVE.alert.infos[0], expires=None),))
    assert expiry_of(without) is None
