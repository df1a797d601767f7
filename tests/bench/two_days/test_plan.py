"""The acts of two days, derived from the reference event."""

from collections import Counter
from datetime import timedelta

from bench.two_days.plan import ActKind, list_public, plan_acts, titles_of
from conference.event import load_event
from conference.resources import event_folder

EVENT = load_event(event_folder("hanoi-2025"))
ACTS = plan_acts(EVENT)


def test_everything_of_the_event_is_done_once_and_in_order() -> None:
    kinds = Counter(act.kind for act in ACTS)
    assert kinds[ActKind.SIGN] + kinds[ActKind.SIGN_APART] == len(EVENT.signatories) == 72
    assert kinds[ActKind.SIGN] == sum(one.in_plenary for one in EVENT.signatories)
    assert kinds[ActKind.NEXT] == len(EVENT.speakers) == 71
    sessions = [item.id for item in list_public(EVENT)]
    for kind in (ActKind.OPEN, ActKind.ADJOURN):
        assert sorted(act.session for act in ACTS if act.kind is kind) == sorted(sessions)
    assert kinds[ActKind.ROOM] > 4
    assert kinds[ActKind.TIME] > 4
    assert sorted(ACTS, key=lambda act: act.at) == ACTS
    assert titles_of(EVENT, "ar").keys() == set(sessions)


def test_states_sign_in_the_order_of_the_event() -> None:
    signed = [act.about for act in ACTS if act.kind in (ActKind.SIGN, ActKind.SIGN_APART)]
    assert signed == [one.country for one in sorted(EVENT.signatories, key=lambda one: one.order)]


def test_changed_sessions_begin_at_their_new_time() -> None:
    planned = {item.id: item.starts_at for item in list_public(EVENT)}
    opened = {act.session: act.at for act in ACTS if act.kind is ActKind.OPEN}
    moved = {act.session for act in ACTS if act.kind is ActKind.TIME}
    assert {session for session in planned if planned[session] != opened[session]} == moved
    assert all(opened[session] - planned[session] == timedelta(minutes=10) for session in moved)
    changed = [act for act in ACTS if act.kind in (ActKind.ROOM, ActKind.TIME)]
    assert all(act.at < planned[act.session] for act in changed)
