"""Administration of the event's signing keys on the command line: list, rotate, retire, withdraw."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from accreditation.badges.actions.keys import retire_signing_key, rotate_signing_key, withdraw_signing_key
from accreditation.badges.audience import audience_of
from accreditation.badges.storage.keys import SqlKeys
from conference.audit import SYSTEM
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.languages import FALLBACK
from rostrum.parts.accreditation import KEY_FOLDER, assemble_accreditation
from rostrum.runtime import Runtime

_PROGRAM = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)
Ending = Callable[[Runtime, str], Awaitable[None]]


class KeyRow(Struct, frozen=True):
    """Published key: `status` is signing, retired or withdrawn; `here`: this node has its private key.

    `fingerprint` is the SHA-256 of the public point, 64 hexadecimal digits.
    """

    id: str
    created_at: datetime
    status: str
    here: bool
    fingerprint: str


async def list_keys(runtime: Runtime) -> list[KeyRow]:
    """Return all published keys of the event, oldest first."""
    folder = runtime.settings.data_dir / KEY_FOLDER
    async with runtime.transactions.read() as transaction:
        keys = await SqlKeys().list_published(transaction, audience_of(runtime.event).claim)
    return [
        KeyRow(
            key.id,
            key.created_at,
            "withdrawn" if key.withdrawn_at else "retired" if key.retired_at else "signing",
            (folder / f"{key.id}.pem").exists(),
            sha256(key.point).hexdigest(),
        )
        for key in keys
    ]


async def rotate_key(runtime: Runtime) -> str:
    """Make a new signing key and return its id. Badges signed by the old key stay valid."""
    return (await rotate_signing_key(assemble_accreditation(runtime).badges, staff=_PROGRAM)).id


async def retire_key(runtime: Runtime, key: str) -> None:
    """Stop signing with a key. Badges that it signed stay valid. Raises NotFoundError."""
    await retire_signing_key(assemble_accreditation(runtime).badges, key, staff=_PROGRAM)


async def withdraw_key(runtime: Runtime, key: str) -> None:
    """Withdraw a key: all badges that it signed become invalid. Raises NotFoundError."""
    await withdraw_signing_key(assemble_accreditation(runtime).badges, key, staff=_PROGRAM)
