"""Rules of private sessions: what a load keeps, and what may be public."""

from dataclasses import replace

import pytest

from broadcast.board.domain.programme import PrivateItem
from broadcast.board.domain.sessions import Plan
from broadcast.programme.domain.private import (
    MOST_VIEWERS,
    PrivateChange,
    PrivateSession,
    change_private,
    merge_private,
    publish_session,
)
from conference.errors import InvalidError, RuleError
from tests.broadcast.programme.domain.test_acts import view
from tests.support.board_samples import MORNING, NOON, private_item, text

ITEM = private_item("talk")
PLAN = Plan(title=ITEM.title, kind=ITEM.kind, room="hall", starts_at=MORNING, ends_at=NOON)
TALK = PrivateSession(id="talk", plan=PLAN, viewers=("door",))


def merged(item: PrivateItem, *current: PrivateSession, published: tuple[str, ...] = ()) -> dict[str, PrivateSession]:
    return merge_private([item], {one.id: one for one in current}, published)[0]


def test_change_remembers_the_loaded_plan_until_it_is_back() -> None:
    moved = change_private(TALK, PrivateChange(room="hall1"), view())
    assert (moved.plan.room, moved.planned) == ("hall1", PLAN)
    assert change_private(moved, PrivateChange(room="hall"), view()) == TALK


def test_load_keeps_a_change_unless_the_item_has_changed() -> None:
    moved = change_private(TALK, PrivateChange(room="hall1"), view())
    assert merged(ITEM, moved) == {"talk": moved}
    changed = merged(replace(ITEM, title=text("New")), moved)["talk"]
    assert (changed.plan.title, changed.plan.room, changed.viewers) == (text("New"), "hall", ("door",))


def test_load_leaves_added_and_published_sessions() -> None:
    added = replace(TALK, id="added", added=True)
    gone = replace(TALK, id="gone")
    assert merge_private([], {"added": added, "gone": gone}, ())[1] == {"gone"}
    assert merge_private([ITEM], {"gone": gone}, ("talk", "gone")) == ({}, set())


def test_cancelled_session_is_not_made_public() -> None:
    with pytest.raises(RuleError, match=r"private\.is_cancelled"):
        publish_session(replace(TALK, cancelled=True))
    assert publish_session(TALK).added


def test_viewers_are_bounded_and_named_once() -> None:
    twice = change_private(TALK, PrivateChange(viewers=("a", "b", "a")), view())
    assert twice.viewers == ("a", "b")
    many = tuple(str(n) for n in range(MOST_VIEWERS + 1))
    with pytest.raises(InvalidError, match=r"private\.viewers_many"):
        change_private(TALK, PrivateChange(viewers=many), view())
