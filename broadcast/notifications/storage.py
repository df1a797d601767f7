"""Followers of sessions in the database: each row is also the queue of its message, on SQLite and PostgreSQL.

A row holds what its follower was last told (`told`). It is due from `due_at` on, when the session has become another;
`epoch` and `offset` are the revision of the board for which it was last made due.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    null,
    or_,
    select,
    update,
)

from broadcast.board.domain.board import Revision
from broadcast.notifications.domain import Subscription
from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

session_followers = Table(
    "session_followers",
    METADATA,
    Column("device", String(64), primary_key=True),
    Column("session", String(160), primary_key=True),
    Column("endpoint", Text, nullable=False),
    Column("public_key", String(100), nullable=False),
    Column("secret", String(40), nullable=False),
    Column("language", String(8), nullable=False),
    Column("followed_at", UtcDateTime, nullable=False),
    Column("told", Text, nullable=False),
    Column("epoch", String(48), nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("due_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("tried_since", UtcDateTime),
    Column("holder", String(40)),
    Column("held_until", UtcDateTime),
    Index("ix_session_followers_session", "session"),
    Index("ix_session_followers_due_at", "due_at"),
)

_ROW = session_followers.c


class Follower(Struct, frozen=True, kw_only=True):
    """A browser that follows a session, in a language of the site. `told` is the text of a state of the session."""

    subscription: Subscription
    session: str
    language: str
    told: str


class DueFollower(Struct, frozen=True, kw_only=True):
    """A follower that a process holds to send it a message."""

    follower: Follower
    revision: Revision
    due_at: datetime
    attempts: int
    tried_since: datetime | None


class Postponement(Struct, frozen=True, kw_only=True):
    """A follower whose message is tried again at `due_at`."""

    due: DueFollower
    due_at: datetime
    tried_since: datetime | None
    attempts: int


async def save_follower(transaction: Transaction, follower: Follower, revision: Revision, at: datetime) -> None:
    """Add a follower; one that follows the session already gets the new keys and language."""
    keys = {
        "endpoint": follower.subscription.endpoint,
        "public_key": follower.subscription.public_key,
        "secret": follower.subscription.secret,
        "language": follower.language,
    }
    insertion = insert_into(session_followers, transaction.connection.dialect.name).values(
        device=follower.subscription.device,
        session=follower.session,
        followed_at=at,
        told=follower.told,
        epoch=revision.epoch,
        offset=revision.offset,
        **keys,
    )
    await transaction.connection.execute(
        insertion.on_conflict_do_update(index_elements=["device", "session"], set_=keys)
    )


async def count_followers(transaction: Transaction, device: str | None = None) -> int:
    """Return the number of followers, of one browser or in all."""
    query = select(func.count()).select_from(session_followers)
    found = await transaction.connection.scalar(query if device is None else query.where(_ROW.device == device))
    return int(found or 0)


async def is_follower(transaction: Transaction, device: str, session: str) -> bool:
    """Return whether a browser follows a session."""
    query = select(_ROW.device).where(_ROW.device == device, _ROW.session == session)
    return await transaction.connection.scalar(query) is not None


async def delete_follower(transaction: Transaction, device: str, session: str) -> None:
    """Delete a follower, if there is one."""
    statement = delete(session_followers).where(_ROW.device == device, _ROW.session == session)
    await transaction.connection.execute(statement)


async def delete_device(transaction: Transaction, device: str) -> None:
    """Delete all followers of a browser that its push service does not know any more."""
    await transaction.connection.execute(delete(session_followers).where(_ROW.device == device))


async def move_device(transaction: Transaction, device: str, subscription: Subscription) -> int:
    """Give the followers of a browser its new subscription, and return the number of those that had none with it."""
    followed = select(_ROW.session).where(_ROW.device == subscription.device)
    await transaction.connection.execute(
        delete(session_followers).where(_ROW.device == device, _ROW.session.in_(followed))
    )
    moved = update(session_followers).where(_ROW.device == device)
    values = {
        "device": subscription.device,
        "endpoint": subscription.endpoint,
        "public_key": subscription.public_key,
        "secret": subscription.secret,
    }
    return (await transaction.connection.execute(moved.values(values))).rowcount


async def list_followed(transaction: Transaction) -> list[str]:
    """Return the ids of the sessions that have followers."""
    return list((await transaction.connection.scalars(select(_ROW.session).distinct())).all())


async def delete_sessions(transaction: Transaction, sessions: Collection[str]) -> int:
    """Delete the followers of sessions, and return how many they were."""
    return (await transaction.connection.execute(delete(session_followers).where(_ROW.session.in_(sessions)))).rowcount


async def list_outdated(transaction: Transaction, states: Mapping[str, str]) -> set[str]:
    """Return those of the sessions of which a follower was told another state, or waits for a message."""
    query = select(_ROW.session, _ROW.told, _ROW.due_at.is_not(None).label("is_due")).distinct()
    rows = (await transaction.connection.execute(query.where(_ROW.session.in_(states)))).all()
    return {row.session for row in rows if row.is_due or row.told != states[row.session]}


async def mark_due(transaction: Transaction, states: Mapping[str, str], revision: Revision, now: datetime) -> None:
    """Make the followers of sessions due who were not told these states, unless a later revision has done so."""
    is_later = and_(_ROW.epoch == revision.epoch, _ROW.offset > revision.offset)
    for session, state in states.items():
        concerned = and_(_ROW.session == session, or_(_ROW.told != state, _ROW.due_at.is_not(None)), ~is_later)
        values: dict[str, Any] = {
            "epoch": revision.epoch,
            "offset": revision.offset,
            "due_at": func.coalesce(_ROW.due_at, bindparam("now", now, UtcDateTime)),
        }
        await transaction.connection.execute(update(session_followers).where(concerned).values(values))


async def has_due(transaction: Transaction, now: datetime) -> bool:
    """Return whether a follower is due that no process holds."""
    return await transaction.connection.scalar(select(_ROW.device).where(_is_due(now)).limit(1)) is not None


async def claim_due(
    transaction: Transaction, holder: str, *, now: datetime, until: datetime, most: int
) -> Sequence[DueFollower]:
    """Hold followers that are due, and return them, those first that have been due for longest."""
    query = select(session_followers).where(_is_due(now)).order_by(_ROW.due_at, _ROW.device).limit(most)
    rows = (await transaction.connection.execute(query.with_for_update(skip_locked=True))).all()
    claimed = [_row_to_due(row) for row in rows]
    if claimed:
        hold = update(session_followers).where(_ROW.device == bindparam("of_device"))
        hold = hold.where(_ROW.session == bindparam("of_session")).values(holder=holder, held_until=until)
        await transaction.connection.execute(hold, [_key_values(one) for one in claimed])
    return claimed


async def save_told(
    transaction: Transaction, holder: str, told: Sequence[tuple[DueFollower, str]], revision: Revision
) -> None:
    """Save which states held followers have been told. One is still due if a later revision than this made it so."""
    if not told:
        return
    is_later = and_(_ROW.epoch == revision.epoch, _ROW.offset > revision.offset)
    statement = _held_rows(holder).values(
        told=bindparam("new_told"),
        due_at=case((is_later, _ROW.due_at), else_=null()),
        attempts=0,
        tried_since=None,
        holder=None,
        held_until=None,
    )
    await transaction.connection.execute(statement, [{**_key_values(one), "new_told": state} for one, state in told])


async def save_postponed(transaction: Transaction, holder: str, postponed: Sequence[Postponement]) -> None:
    """Save when messages of held followers are tried again."""
    if not postponed:
        return
    statement = _held_rows(holder).values(
        due_at=bindparam("new_due_at", type_=UtcDateTime),
        attempts=bindparam("new_attempts"),
        tried_since=bindparam("new_tried_since", type_=UtcDateTime),
        holder=None,
        held_until=None,
    )
    rows = [
        {
            **_key_values(one.due),
            "new_due_at": one.due_at,
            "new_attempts": one.attempts,
            "new_tried_since": one.tried_since,
        }
        for one in postponed
    ]
    await transaction.connection.execute(statement, rows)


async def release_held(transaction: Transaction, holder: str) -> None:
    """Hold no follower any more."""
    held = update(session_followers).where(_ROW.holder == holder)
    await transaction.connection.execute(held.values(holder=None, held_until=None))


def _held_rows(holder: str) -> Any:
    """Return an update of held followers by their keys."""
    statement = update(session_followers).where(_ROW.holder == holder)
    return statement.where(_ROW.device == bindparam("of_device"), _ROW.session == bindparam("of_session"))


def _key_values(due: DueFollower) -> dict[str, Any]:
    return {"of_device": due.follower.subscription.device, "of_session": due.follower.session}


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(_ROW.due_at <= now, or_(_ROW.held_until.is_(None), _ROW.held_until <= now))


def _row_to_due(row: Any) -> DueFollower:
    subscription = Subscription(endpoint=row.endpoint, public_key=row.public_key, secret=row.secret)
    return DueFollower(
        follower=Follower(subscription=subscription, session=row.session, language=row.language, told=row.told),
        revision=Revision(row.epoch, row.offset),
        due_at=row.due_at,
        attempts=row.attempts,
        tried_since=row.tried_since,
    )
