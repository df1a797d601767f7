"""Paired screens and the requests of devices, on SQLite and PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, String, Table, case, delete, insert, literal, select, update

from broadcast.feed.screens import AttemptChange
from broadcast.screens.domain.pairing import Attempts, PairedScreen, PairingRequest, PairingState
from conference.storage import locks
from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

screen_requests = Table(
    "screen_requests",
    METADATA,
    Column("code", String(9), primary_key=True),
    Column("public_key", String(100), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("network", String(64), nullable=False),
    Column("user_agent", String(60), nullable=False),
    Column("state", String(16), nullable=False),
    Column("screen", String(40), nullable=False),
    Index("ix_screen_requests_key", "public_key"),
)

paired_screens = Table(
    "paired_screens",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("public_key", String(100), nullable=False),
    Column("address", String(1000), nullable=False),
    Column("place", String(120), nullable=False),
    Column("room", String(48), nullable=False),
    Column("paired_at", UtcDateTime, nullable=False),
    Column("paired_by", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_paired_screens_key", "public_key"),
)

screen_attempts = Table(
    "screen_attempts",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
)

_REQUEST, _SCREEN, _ATTEMPT = screen_requests.c, paired_screens.c, screen_attempts.c


class SqlScreenStore:
    """`broadcast.screens.ports.ScreenStore` over the transaction's connection."""

    async def lock(self, transaction: Transaction) -> None:
        """Wait for other writing transactions on screens, until this one ends."""
        await locks.hold(transaction.connection, ["paired screens"])

    async def list_requests(self, transaction: Transaction, *, since: datetime) -> list[PairingRequest]:
        """Return the requests since a moment, oldest first, in every state."""
        query = select(screen_requests).where(_REQUEST.asked_at >= since)
        rows = await transaction.connection.execute(query.order_by(_REQUEST.asked_at, _REQUEST.code))
        return [_to_request(row) for row in rows]

    async def find_request(
        self, transaction: Transaction, public_key: str, *, since: datetime
    ) -> PairingRequest | None:
        """Return the latest request of a key since a moment, or None."""
        query = select(screen_requests).where(_REQUEST.public_key == public_key, _REQUEST.asked_at >= since)
        row = (await transaction.connection.execute(query.order_by(_REQUEST.asked_at.desc()).limit(1))).first()
        return None if row is None else _to_request(row)

    async def add_request(self, transaction: Transaction, request: PairingRequest) -> None:
        """Add a request."""
        await transaction.connection.execute(insert(screen_requests).values(_request_values(request)))

    async def save_request(self, transaction: Transaction, request: PairingRequest) -> None:
        """Replace a request."""
        statement = update(screen_requests).where(_REQUEST.code == request.code)
        await transaction.connection.execute(statement.values(_request_values(request)))

    async def delete_requests(self, transaction: Transaction, *, before: datetime) -> None:
        """Delete the requests from before a moment."""
        await transaction.connection.execute(delete(screen_requests).where(_REQUEST.asked_at < before))

    async def list_screens(self, transaction: Transaction) -> list[PairedScreen]:
        """Return all screens by name."""
        return _to_screens(await transaction.connection.execute(select(paired_screens).order_by(_SCREEN.name)))

    async def find_screen(self, transaction: Transaction, name: str) -> PairedScreen | None:
        """Return the screen of this name, or None."""
        rows = await transaction.connection.execute(select(paired_screens).where(_SCREEN.name == name))
        return next(iter(_to_screens(rows)), None)

    async def find_by_key(self, transaction: Transaction, public_key: str) -> PairedScreen | None:
        """Return the screen that the device with this key is, or None."""
        rows = await transaction.connection.execute(select(paired_screens).where(_SCREEN.public_key == public_key))
        return next(iter(_to_screens(rows)), None)

    async def add_screen(self, transaction: Transaction, screen: PairedScreen) -> None:
        """Add a screen."""
        await transaction.connection.execute(insert(paired_screens).values(_screen_values(screen)))

    async def save_screen(self, transaction: Transaction, screen: PairedScreen) -> None:
        """Replace a screen."""
        statement = update(paired_screens).where(_SCREEN.name == screen.name)
        await transaction.connection.execute(statement.values(_screen_values(screen)))

    async def delete_screen(self, transaction: Transaction, name: str) -> None:
        """Delete a screen."""
        await transaction.connection.execute(delete(paired_screens).where(_SCREEN.name == name))

    async def add_attempts(self, transaction: Transaction, change: AttemptChange) -> None:
        """Add to the attempts on a name; those that become none are deleted."""
        last_at = case((_ATTEMPT.last_at < change.at, literal(change.at, UtcDateTime)), else_=_ATTEMPT.last_at)
        changed = update(screen_attempts).where(_ATTEMPT.name == change.name)
        changed = changed.values(number=_ATTEMPT.number + change.number, last_at=last_at)
        is_known = (await transaction.connection.execute(changed)).rowcount > 0
        if not is_known and change.number > 0:
            added = {"name": change.name, "number": change.number, "last_at": change.at}
            await transaction.connection.execute(insert(screen_attempts).values(added))
        if change.number < 0:
            is_none = (_ATTEMPT.name == change.name) & (_ATTEMPT.number <= 0)
            await transaction.connection.execute(delete(screen_attempts).where(is_none))

    async def list_attempts(self, transaction: Transaction) -> dict[str, Attempts]:
        """Return the attempts by name."""
        rows = await transaction.connection.execute(select(screen_attempts))
        return {row.name: Attempts(number=row.number, last_at=row.last_at) for row in rows}

    async def delete_attempts(self, transaction: Transaction, name: str) -> None:
        """Delete the attempts on a name."""
        await transaction.connection.execute(delete(screen_attempts).where(_ATTEMPT.name == name))


def _request_values(request: PairingRequest) -> dict[str, Any]:
    return {
        "code": request.code,
        "public_key": request.public_key,
        "asked_at": request.asked_at,
        "network": request.network,
        "user_agent": request.user_agent,
        "state": request.state.value,
        "screen": request.screen,
    }


def _to_request(row: Row[*tuple[Any, ...]]) -> PairingRequest:
    return PairingRequest(
        code=row.code,
        public_key=row.public_key,
        asked_at=row.asked_at,
        network=row.network,
        user_agent=row.user_agent,
        state=PairingState(row.state),
        screen=row.screen,
    )


def _screen_values(screen: PairedScreen) -> dict[str, Any]:
    return {
        "name": screen.name,
        "public_key": screen.public_key,
        "address": screen.address,
        "place": screen.place,
        "room": screen.room,
        "paired_at": screen.paired_at,
        "paired_by": screen.paired_by,
        "version": screen.version,
    }


def _to_screens(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[PairedScreen]:
    return [
        PairedScreen(
            name=row.name,
            public_key=row.public_key,
            address=row.address,
            place=row.place,
            room=row.room,
            paired_at=row.paired_at,
            paired_by=row.paired_by,
            version=row.version,
        )
        for row in rows
    ]
