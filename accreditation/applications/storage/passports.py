"""SQL store of passport data: sealed by the vault, with a keyed hash by which the same document is found again.

The key of the hash is random and is itself sealed by the vault, so that the database alone neither confirms nor
discloses a number, and a rotation of the wrapping keys changes no hash.
"""

import hashlib
import hmac

from sqlalchemy import delete, insert, select

from accreditation.applications.domain.passports.records import NewPassport, PassportReading, PassportState
from accreditation.applications.domain.passports.zones import Zone, ZoneKind
from accreditation.applications.storage.passport_secret import PassportSecret
from accreditation.applications.storage.tables import passports
from conference.clock import Clock
from conference.transactions import Transaction
from conference.vault.ciphers import SealBrokenError
from conference.vault.keyring import WrappingKeyMissingError
from conference.vault.vault import KeyDestroyedError, Vault


class SqlPassports:
    """`accreditation.applications.ports.Passports` on SQLite and PostgreSQL."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self.secret = PassportSecret(vault)

    async def save(self, transaction: Transaction, passport: NewPassport) -> None:
        """Save the passport of an application, in the place of an earlier one. Raises WrappingKeyMissingError."""
        data = passport.zone.text.encode("ascii")
        row = {
            "application_id": passport.application_id,
            "id": passport.id,
            "passport_key": await self.key_of(transaction, passport.document),
            "sealed": await self._vault.seal(transaction, passport.application_id, _label_of(passport.id), data),
            "created_at": self._clock.now(),
        }
        earlier = passports.c.application_id == passport.application_id
        await transaction.connection.execute(delete(passports).where(earlier))
        await transaction.connection.execute(insert(passports).values(row))

    async def read(self, transaction: Transaction, application_id: str) -> PassportReading:
        """Return the passport of an application, or why there is none."""
        wanted = select(passports.c.id, passports.c.sealed).where(passports.c.application_id == application_id)
        row = (await transaction.connection.execute(wanted)).first()
        if row is None:
            return PassportReading(PassportState.NONE)
        try:
            label, connection = _label_of(row.id), transaction.connection
            data = await self._vault.unseal(connection, application_id, label, row.sealed)
        except KeyDestroyedError:
            return PassportReading(PassportState.DESTROYED)
        except (WrappingKeyMissingError, SealBrokenError):
            return PassportReading(PassportState.UNREADABLE)
        return PassportReading(PassportState.READABLE, _zone_of(data.decode("ascii")))

    async def key_of(self, transaction: Transaction, document: str) -> str:
        """Return the keyed hash of a document (`document_of`) in a writing transaction: HMAC-SHA-256, hexadecimal."""
        key = await self.secret.ensure(transaction)
        return hmac.new(key, document.encode(), hashlib.sha256).hexdigest()


def _label_of(passport_id: str) -> str:
    return f"passport:{passport_id}"


def _zone_of(text: str) -> Zone:
    lines = tuple(text.split("\n"))
    return Zone(ZoneKind.TD1 if len(lines) == 3 else ZoneKind.TD3, lines)
