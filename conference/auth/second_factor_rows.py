"""The rows of second factors and recovery codes."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conference.storage.engine import METADATA
from conference.storage.types import UtcDateTime

second_factors = Table(
    "second_factors",
    METADATA,
    Column("staff_id", String(40), ForeignKey("staff.id"), primary_key=True),
    Column("sealed_secret", String(255), nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""`last_step` is the time step of the latest code that was accepted: no code of it or of an earlier one is again."""

recovery_codes = Table(
    "recovery_codes",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("staff_id", String(40), ForeignKey("staff.id"), nullable=False),
    Index("recovery_codes_staff_id", "staff_id"),
)


class SecondFactor(Struct, frozen=True):
    """A stored second factor."""

    staff_id: str
    sealed_secret: str
    last_step: int
    created_at: datetime


async def find_factor(connection: AsyncConnection, staff_id: str) -> SecondFactor | None:
    """Return the second factor of a person, None when there is none."""
    row = (await connection.execute(select(second_factors).where(second_factors.c.staff_id == staff_id))).first()
    return SecondFactor(*row) if row else None


async def replace_factor(connection: AsyncConnection, factor: SecondFactor, digests: Iterable[str]) -> None:
    """Save a second factor and its recovery codes in place of earlier ones."""
    await delete_factor(connection, factor.staff_id)
    row = {
        "staff_id": factor.staff_id,
        "sealed_secret": factor.sealed_secret,
        "last_step": factor.last_step,
        "created_at": factor.created_at,
    }
    await connection.execute(insert(second_factors).values(row))
    await replace_recovery_codes(connection, factor.staff_id, digests)


async def delete_factor(connection: AsyncConnection, staff_id: str) -> bool:
    """Delete the second factor of a person with its recovery codes; False when there was none."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    deleted = await connection.execute(delete(second_factors).where(second_factors.c.staff_id == staff_id))
    return deleted.rowcount == 1


async def use_step(connection: AsyncConnection, staff_id: str, step: int) -> bool:
    """Note the time step of an accepted code; False when a code of it or of a later one was accepted before."""
    newer = (second_factors.c.staff_id == staff_id) & (second_factors.c.last_step < step)
    return (await connection.execute(update(second_factors).where(newer).values(last_step=step))).rowcount == 1


async def replace_recovery_codes(connection: AsyncConnection, staff_id: str, digests: Iterable[str]) -> None:
    """Save the digests of a person's recovery codes in place of earlier ones."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    await connection.execute(insert(recovery_codes), [{"digest": digest, "staff_id": staff_id} for digest in digests])


async def use_recovery_code(connection: AsyncConnection, staff_id: str, digest: str) -> bool:
    """Delete a recovery code of a person; False when it is unknown or was used before."""
    own = (recovery_codes.c.staff_id == staff_id) & (recovery_codes.c.digest == digest)
    return (await connection.execute(delete(recovery_codes).where(own))).rowcount == 1


async def count_recovery_codes(connection: AsyncConnection, staff_id: str) -> int:
    """Return the number of a person's recovery codes that were not used."""
    query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.staff_id == staff_id)
    return int((await connection.execute(query)).scalar_one())
