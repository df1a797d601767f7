"""Private sessions: what only named staff may see. No function makes one a state of the board but `publish_session`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.programme import PrivateItem
from broadcast.board.domain.sessions import Plan, Session
from broadcast.programme.domain.acts import ProgrammeView, check_plan, check_title
from broadcast.programme.domain.clashes import Booking
from conference.errors import InvalidError, RuleError
from conference.languages import Text

MOST_VIEWERS = 50
"""Largest number of people and roles that may see one session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateSession:
    """A session for named staff. `viewers` are ids of staff and names of roles, besides those who see all.

    `planned` is the plan of the loaded event if it was changed since; `added`: the loaded event does not have it.
    """

    id: str
    plan: Plan
    viewers: tuple[str, ...] = ()
    cancelled: bool = False
    planned: Plan | None = None
    added: bool = False


class PrivateChange(Struct, frozen=True, kw_only=True):
    """New values of a private session; None keeps a value."""

    title: Text | None = None
    kind: str | None = None
    room: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    viewers: tuple[str, ...] | None = None
    cancelled: bool | None = None


def may_see(session: PrivateSession, names: Collection[str]) -> bool:
    """Return whether one of the names is named for the session: the id of a member of staff, or that of a role."""
    return not set(names).isdisjoint(session.viewers)


def change_private(session: PrivateSession, change: PrivateChange, view: ProgrammeView) -> PrivateSession:
    """Return the session with its new values. Raises: InvalidError with the codes of plans and titles."""
    old = session.plan
    title = old.title if change.title is None else check_title(change.title, view.languages)
    starts_at = change.starts_at or old.starts_at
    length = old.ends_at - old.starts_at
    ends_at = change.ends_at or (starts_at + length if change.starts_at else old.ends_at)
    plan = Plan(
        title=title,
        kind=change.kind or old.kind,
        room=change.room or old.room,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    check_plan(plan, view)
    viewers = session.viewers if change.viewers is None else tuple(dict.fromkeys(change.viewers))
    if len(viewers) > MOST_VIEWERS:
        raise InvalidError("private.viewers_many", {"viewers": "private.viewers_many"})
    loaded = session.planned or old
    return replace(
        session,
        plan=plan,
        viewers=viewers,
        cancelled=session.cancelled if change.cancelled is None else change.cancelled,
        planned=None if session.added or plan == loaded else loaded,
    )


def publish_session(session: PrivateSession) -> Session:
    """Return a private session as one of the board, for everyone. Raises RuleError for a cancelled one."""
    if session.cancelled:
        raise RuleError("private.is_cancelled")
    plan = session.plan
    return Session(
        id=session.id,
        title=plan.title,
        kind=plan.kind,
        room=plan.room,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        added=True,
    )


def merge_private(
    items: Sequence[PrivateItem], current: Mapping[str, PrivateSession], published: Collection[str]
) -> tuple[dict[str, PrivateSession], set[str]]:
    """Return the private sessions after a load, and the ids of those that leave.

    Viewers and changes of the day stay, unless the loaded event has changed the plan since. A session that was
    published stays as it is.
    """
    merged = {}
    for item in items:
        plan = Plan(title=item.title, kind=item.kind, room=item.room, starts_at=item.starts_at, ends_at=item.ends_at)
        loaded = PrivateSession(id=item.id, plan=plan, cancelled=item.cancelled)
        merged[item.id] = _merge_item(loaded, current.get(item.id))
    gone = {one.id for one in current.values() if one.id not in merged and not one.added}
    return {name: one for name, one in merged.items() if name not in published}, gone - set(published)


def _merge_item(loaded: PrivateSession, current: PrivateSession | None) -> PrivateSession:
    if current is None:
        return loaded
    base = current.planned or current.plan
    if loaded.plan == base:
        return replace(current, added=False)
    return replace(current, plan=loaded.plan, planned=None, added=False)


def bookings_of_private(sessions: Sequence[PrivateSession]) -> list[Booking]:
    """Return when the rooms of the sessions are taken."""
    return [
        Booking(
            id=one.id,
            room=one.plan.room,
            starts_at=one.plan.starts_at,
            ends_at=one.plan.ends_at,
            is_private=True,
        )
        for one in sessions
        if not one.cancelled
    ]
