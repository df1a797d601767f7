"""The event's signing keys from the command line: seen, rotated, retired, withdrawn, by the program itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from accreditation.badges.actions.keys import retire_signing_key, rotate_signing_key, withdraw_signing_key
from conference.audit import SYSTEM
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.languages import FALLBACK
from rostrum.parts.accreditation import KEY_FOLDER, assemble_accreditation
from rostrum.runtime import Runtime

_PROGRAM = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)
Ending = Callable[[Runtime, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A published key: `standing` is signing, retired or withdrawn; `here`: this node holds its private half."""

    id: str
    created_at: datetime
    standing: str
    here: bool


async def list_keys(runtime: Runtime) -> list[KeyRow]:
    """Every published key of the event, oldest first."""
    folder = runtime.settings.data_dir / KEY_FOLDER
    async with runtime.transactions.read() as transaction:
        keys = await assemble_accreditation(runtime).badges.keys.list_all(transaction)
    return [
        KeyRow(
            key.id,
            key.created_at,
            "withdrawn" if key.withdrawn_at else "retired" if key.retired_at else "signing",
            (folder / f"{key.id}.pem").exists(),
        )
        for key in keys
    ]


async def rotate_key(runtime: Runtime) -> str:
    """Sign with a new key from now on; gives its id. Badges of the old key stay good."""
    return (await rotate_signing_key(assemble_accreditation(runtime).badges, staff=_PROGRAM)).id


async def retire_key(runtime: Runtime, key: str) -> None:
    """Sign no more with the key; what it signed stays good. Raises NotFoundError."""
    await retire_signing_key(assemble_accreditation(runtime).badges, key, staff=_PROGRAM)


async def withdraw_key(runtime: Runtime, key: str) -> None:
    """Believe the key no more: every badge it signed is dead. Raises NotFoundError."""
    await withdraw_signing_key(assemble_accreditation(runtime).badges, key, staff=_PROGRAM)
