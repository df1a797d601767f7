"""Signing keys: the folder of private keys, signer, reader and their ends."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from accreditation.badges.domain.tokens import Flaw
from accreditation.badges.keys import READER_LIFE, KeyFolder, SigningKeys
from accreditation.badges.storage.keys import SqlKeys
from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import NotFoundError, RuleError
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from tests.support.token_vectors import CLAIMS, HERE


@pytest.fixture
def local(sqlite_database: Database, bus: Bus) -> Transactions:
    return Transactions(sqlite_database, bus)


@pytest.fixture
def keys(tmp_path: Path) -> SigningKeys:
    """Keys of an issuing node; none exists yet."""
    return SigningKeys(HERE, SqlKeys(), KeyFolder(tmp_path / "keys"))


def test_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    name, point = KeyFolder(tmp_path / "keys").create()
    (file,) = (tmp_path / "keys").iterdir()
    assert (file.name, len(point), name) == (f"{name}.pem", 65, point[1:9].hex())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_created_key_is_found_until_it_is_destroyed(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    name, point = folder.create()
    found = folder.find(name)
    assert found is not None
    assert found.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) == point
    folder.destroy(name)
    folder.destroy(name)
    assert folder.find(name) is None


def test_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "odd.pem").write_bytes(pem)
    with pytest.raises(TypeError, match=r"odd\.pem"):
        KeyFolder(tmp_path).find("odd")


async def test_node_signs_with_its_newest_key(local: Transactions, keys: SigningKeys, clock: ManualClock) -> None:
    async with local.write() as transaction:
        first = await keys.create(transaction, now=clock.now())
        second = await keys.create(transaction, now=clock.now() + timedelta(seconds=1))
        old, new = [(await keys.get_signer(transaction)).sign(CLAIMS)], []
        await keys.retire(transaction, second.id, now=clock.now())
        new.append((await keys.get_signer(transaction)).sign(CLAIMS))
        reader = await keys.get_reader(transaction, now=clock.now())
    assert (first.key_id, second.key_id) == (1, 2)
    assert old != new
    assert [reader.read(text).flaw for text in old + new] == [None, None]


async def test_node_without_a_private_key_cannot_sign(
    local: Transactions, keys: SigningKeys, clock: ManualClock, tmp_path: Path
) -> None:
    others = [SigningKeys(HERE, SqlKeys(), folder) for folder in (None, KeyFolder(tmp_path / "other"))]
    async with local.write() as transaction:
        await keys.create(transaction, now=clock.now())
        for other in others:
            with pytest.raises(RuleError, match=r"badge\.no_signing_key"):
                await other.get_signer(transaction)
        with pytest.raises(RuleError, match=r"badge\.no_signing_key"):
            await others[0].create(transaction, now=clock.now())


async def test_withdrawn_key_is_deleted_and_distrusted(
    local: Transactions, keys: SigningKeys, clock: ManualClock, tmp_path: Path
) -> None:
    async with local.write() as transaction:
        key = await keys.create(transaction, now=clock.now())
        token = (await keys.get_signer(transaction)).sign(CLAIMS)
        await keys.withdraw(transaction, key.id, now=clock.now())
        assert list((tmp_path / "keys").iterdir()) == []
        assert (await keys.get_reader(transaction, now=clock.now())).read(token).flaw is Flaw.UNKNOWN_KEY
        with pytest.raises(RuleError):
            await keys.get_signer(transaction)


async def test_first_end_of_a_key_is_kept(local: Transactions, keys: SigningKeys, clock: ManualClock) -> None:
    start = clock.now()
    async with local.write() as transaction:
        key = await keys.create(transaction, now=start)
        for after in (1, 2):
            await keys.retire(transaction, key.id, now=start + timedelta(hours=after))
            await keys.withdraw(transaction, key.id, now=start + timedelta(hours=after))
        (stored,) = await keys.list_all(transaction)
        assert (stored.retired_at, stored.withdrawn_at) == (start + timedelta(hours=1),) * 2
        with pytest.raises(NotFoundError, match=r"badge\.key_unknown"):
            await keys.retire(transaction, "f" * 16, now=start)


async def test_reader_learns_a_remote_key_after_its_life(
    local: Transactions, keys: SigningKeys, clock: ManualClock
) -> None:
    door, start = SigningKeys(HERE, SqlKeys(), None), clock.now()
    async with local.write() as transaction:
        await door.get_reader(transaction, now=start)
        await keys.create(transaction, now=start)
        token = (await keys.get_signer(transaction)).sign(CLAIMS)
        almost = start + READER_LIFE - timedelta(microseconds=1)
        assert (await door.get_reader(transaction, now=almost)).read(token).flaw is Flaw.UNKNOWN_KEY
        assert (await door.get_reader(transaction, now=start + READER_LIFE)).read(token).flaw is None


async def test_reader_is_reloaded_on_request_or_an_earlier_time(
    local: Transactions, keys: SigningKeys, clock: ManualClock
) -> None:
    start = clock.now()
    for options in ({"now": start, "afresh": True}, {"now": start - timedelta(seconds=1)}):
        door = SigningKeys(HERE, SqlKeys(), None)
        async with local.write() as transaction:
            await door.get_reader(transaction, now=start)
            await keys.create(transaction, now=start)
            token = (await keys.get_signer(transaction)).sign(CLAIMS)
            assert (await door.get_reader(transaction, **options)).read(token).flaw is None
