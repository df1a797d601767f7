"""The event's signing keys: private halves in a folder of the issuing node, public halves for every node.

A node signs with the newest key whose private half it holds; doors trust every key that is not withdrawn. So a
new key can be created long before the old one is retired, and a node without a folder (a door, a board) cannot sign.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
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
from msgspec import Struct

from accreditation.badges.cose import CoseReader, CoseSigner, sign_bytes
from accreditation.badges.domain.tokens import Audience, PublishedKey
from accreditation.badges.ports import KeyStore, TokenReader, TokenSigner
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction

READER_LIFE = timedelta(seconds=2)
"""How long loaded keys may be used: every node refuses a withdrawn key within this time."""


class KeyFolder:
    """Folder of private keys, as PEM files that only the user of the service can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> tuple[str, bytes]:
        """Create and store a key; returns its id (16 hexadecimal digits) and its public point."""
        key = ec.generate_private_key(ec.SECP256R1())
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        name = point[1:9].hex()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file = os.open(self._path_of(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as opened:
            opened.write(pem)
            opened.flush()
            os.fsync(opened.fileno())
        return name, point

    def find(self, name: str) -> ec.EllipticCurvePrivateKey | None:
        """Return the key; None when this node does not have it."""
        path = self._path_of(name)
        if not path.exists():
            return None
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path.name} holds a key of another kind")
        return key

    def destroy(self, name: str) -> None:
        """Delete the key, if this node has it."""
        self._path_of(name).unlink(missing_ok=True)

    def _path_of(self, name: str) -> Path:
        return self._folder / f"{name}.pem"


class _LoadedKeys(Struct, frozen=True):
    """Keys that are not withdrawn, their reader, and when they were loaded."""

    keys: list[PublishedKey]
    reader: TokenReader
    at: datetime


class SigningKeys:
    """`accreditation.badges.ports.Keys`; `folder` is None on a node that does not issue."""

    def __init__(self, audience: Audience, store: KeyStore, folder: KeyFolder | None) -> None:
        self._audience = audience
        self._store = store
        self._folder = folder
        self._loaded: _LoadedKeys | None = None

    async def get_signer(self, transaction: Transaction) -> TokenSigner:
        """Return the signer of the newest key of this node. Raises RuleError `badge.no_signing_key` without one."""
        for signer in self._iterate_signers(await self.list_all(transaction)):
            return signer
        raise RuleError("badge.no_signing_key")

    async def sign_document(self, transaction: Transaction, content: bytes) -> tuple[str, bytes]:
        """Return the id of the newest key of this node and its signature of a document (`cose.sign_bytes`).

        Raises RuleError `badge.no_signing_key` without a key.
        """
        for key, private in self._iterate_private(await self.list_all(transaction)):
            return key.id, sign_bytes(private, content)
        raise RuleError("badge.no_signing_key")

    def _iterate_signers(self, keys: list[PublishedKey]) -> Iterator[TokenSigner]:
        for key, private in self._iterate_private(keys):
            yield CoseSigner(key.key_id, private)

    def _iterate_private(self, keys: list[PublishedKey]) -> Iterator[tuple[PublishedKey, ec.EllipticCurvePrivateKey]]:
        """Yield the keys that this node may sign with, newest first."""
        for key in reversed(keys):
            private = self._folder.find(key.id) if self._folder and not _has_ended(key) else None
            if private is not None:
                yield key, private

    async def get_reader(self, transaction: Transaction, *, now: datetime, afresh: bool = False) -> TokenReader:
        """Return a reader for every key that is not withdrawn, at most `READER_LIFE` old; `afresh` reloads the keys."""
        loaded = self._loaded
        if loaded is None or afresh or not timedelta(0) <= now - loaded.at < READER_LIFE:
            keys = await self._list_trusted(transaction)
            reader = loaded.reader if loaded is not None and loaded.keys == keys else CoseReader(self._audience, keys)
            loaded = self._loaded = _LoadedKeys(keys, reader, now)
        return loaded.reader

    async def get_pass_reader(self, transaction: Transaction) -> TokenReader:
        """Return a reader of collection passes, which the desk scans a few times a minute: it is not cached."""
        return CoseReader(self._audience.of_passes, await self._list_trusted(transaction))

    async def _list_trusted(self, transaction: Transaction) -> list[PublishedKey]:
        return [key for key in await self.list_all(transaction) if key.withdrawn_at is None]

    async def list_all(self, transaction: Transaction) -> list[PublishedKey]:
        """List every published key, oldest first."""
        return await self._store.list_published(transaction, self._audience.claim)

    async def create(self, transaction: Transaction, *, now: datetime) -> PublishedKey:
        """Create a key pair, store its private half on this node and publish the other; this node signs with it.

        Raises RuleError `badge.no_signing_key` on a node that does not issue.
        """
        if self._folder is None:
            raise RuleError("badge.no_signing_key")
        count = len(await self.list_all(transaction))
        name, point = self._folder.create()
        key = PublishedKey(name, (count + 1) % 256, point, now)
        await self._store.add(transaction, self._audience.claim, key)
        self._loaded = None
        return key

    async def retire(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Stop signing with the key; its tokens stay valid. Raises NotFoundError."""
        key = await self._get_key(transaction, key_id)
        await self._store.save_end(transaction, replace(key, retired_at=key.retired_at or now))

    async def withdraw(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Distrust the key and delete its private half. Raises NotFoundError."""
        key = await self._get_key(transaction, key_id)
        await self._store.save_end(transaction, replace(key, withdrawn_at=key.withdrawn_at or now))
        if self._folder is not None:
            self._folder.destroy(key_id)
        self._loaded = None

    async def _get_key(self, transaction: Transaction, key_id: str) -> PublishedKey:
        for key in await self.list_all(transaction):
            if key.id == key_id:
                return key
        raise NotFoundError("badge.key_unknown")


def _has_ended(key: PublishedKey) -> bool:
    return key.retired_at is not None or key.withdrawn_at is not None
