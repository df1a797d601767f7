"""The event's signing keys: private halves in a folder of the issuing node, public halves for every node.

A node signs with the newest key whose private half it holds; doors believe every key that is not withdrawn. So a
new key can be created long before the old one is retired, and a node without a folder (a door, a board) cannot sign.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from accreditation.badges.cose import CoseReader, CoseSigner
from accreditation.badges.domain.tokens import Audience, PublishedKey
from accreditation.badges.ports import KeyStore, TokenReader, TokenSigner
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction

READER_LIFE = timedelta(seconds=2)
"""How long a door may go on with the keys it has read: a withdrawn key dies within this time on every node."""


class KeyFolder:
    """Private keys as PEM files that only the service's own user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> tuple[str, bytes]:
        """Make a key and keep it; gives its id (16 hexadecimal digits) and its public point."""
        key = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        name = point[1:9].hex()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as opened:
            opened.write(pem)
            opened.flush()
            os.fsync(opened.fileno())
        return name, point

    def load(self, name: str) -> ec.EllipticCurvePrivateKey | None:
        """The key, if this node holds it."""
        path = self._path(name)
        if not path.exists():
            return None
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path.name} holds a key of another kind")
        return key

    def destroy(self, name: str) -> None:
        """Forget the key, if this node holds it."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.pem"


@dataclass(frozen=True)
class _Read:
    keys: list[PublishedKey]
    reader: TokenReader
    at: datetime


class SigningKeys:
    """`accreditation.badges.ports.Keys`; `folder` is None on a node that does not issue."""

    def __init__(self, audience: Audience, store: KeyStore, folder: KeyFolder | None) -> None:
        self._audience = audience
        self._store = store
        self._folder = folder
        self._read: _Read | None = None

    async def signer(self, transaction: Transaction) -> TokenSigner:
        """The key that signs now. Raises RuleError `badge.no_signing_key` on a node that has none."""
        for signer in self._signers(await self.listed(transaction)):
            return signer
        raise RuleError("badge.no_signing_key")

    def _signers(self, keys: list[PublishedKey]) -> Iterator[TokenSigner]:
        for key in reversed(keys):
            private = self._folder.load(key.id) if self._folder and not _has_ended(key) else None
            if private is not None:
                yield CoseSigner(key.key_id, private)

    async def reader(self, transaction: Transaction, *, now: datetime, afresh: bool = False) -> TokenReader:
        """A reader of every key that is not withdrawn, at most `READER_LIFE` old; `afresh` reads them again."""
        read = self._read
        if read is None or afresh or not timedelta(0) <= now - read.at < READER_LIFE:
            keys = [key for key in await self.listed(transaction) if key.withdrawn_at is None]
            reader = read.reader if read is not None and read.keys == keys else CoseReader(self._audience, keys)
            read = self._read = _Read(keys, reader, now)
        return read.reader

    async def listed(self, transaction: Transaction) -> list[PublishedKey]:
        """Every published key, oldest first."""
        return await self._store.published(transaction, self._audience.claim)

    async def create(self, transaction: Transaction, *, now: datetime) -> PublishedKey:
        """Make a key pair, keep its private half on this node, publish the other; this node signs with it.

        Raises RuleError `badge.no_signing_key` on a node that does not issue.
        """
        if self._folder is None:
            raise RuleError("badge.no_signing_key")
        count = len(await self.listed(transaction))
        name, point = self._folder.create()
        key = PublishedKey(name, (count + 1) % 256, point, now)
        await self._store.publish(transaction, self._audience.claim, key)
        self._read = None
        return key

    async def retire(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Sign no more with the key; what it signed stays proven. Raises NotFoundError."""
        key = await self._one(transaction, key_id)
        await self._store.change(transaction, replace(key, retired_at=key.retired_at or now))

    async def withdraw(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Believe the key no more, and destroy its private half. Raises NotFoundError."""
        key = await self._one(transaction, key_id)
        await self._store.change(transaction, replace(key, withdrawn_at=key.withdrawn_at or now))
        if self._folder is not None:
            self._folder.destroy(key_id)
        self._read = None

    async def _one(self, transaction: Transaction, key_id: str) -> PublishedKey:
        for key in await self.listed(transaction):
            if key.id == key_id:
                return key
        raise NotFoundError("badge.key_unknown")


def _has_ended(key: PublishedKey) -> bool:
    return key.retired_at is not None or key.withdrawn_at is not None
