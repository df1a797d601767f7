"""Passwords: argon2id off the event loop, with a bounded number of attempts at a time."""

import asyncio
import os
import sys
import threading
import unicodedata
from typing import Literal

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from conference.auth import passwords as module
from conference.auth.passwords import Passwords, password_error
from conference.errors import InvalidError, ThrottledError

CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


async def test_password_is_known_by_its_hash_alone() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert "horse" not in stored
    assert stored != await passwords.hash("correct horse battery")
    assert await passwords.verify(stored, "correct horse battery")
    assert not await passwords.verify(stored, "correct horse batterz")


async def test_program_hashes_with_the_parameters_of_rfc_9106() -> None:
    stored = await Passwords().hash("correct horse battery")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_missing_or_broken_hash_matches_no_password() -> None:
    passwords = Passwords(CHEAP)
    assert not await passwords.verify(None, "nobody has this password")
    assert not await passwords.verify("not a hash", "x")


def test_verification_without_hash_takes_the_same_work() -> None:
    for hasher in (CHEAP, PasswordHasher(time_cost=2, memory_cost=128, parallelism=2, hash_len=16)):
        nobodys = module.make_dummy_hash(hasher)
        assert not hasher.check_needs_rehash(nobodys)
        with pytest.raises(VerifyMismatchError):  # computed and compared, not refused for its form
            hasher.verify(nobodys, "")


async def test_password_typed_on_another_keyboard_is_the_same() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("mật khẩu của tôi")
    assert await passwords.verify(stored, unicodedata.normalize("NFD", "mật khẩu của tôi"))


async def test_overlong_password_never_matches() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("x" * module.MAX_TYPED)
    assert await passwords.verify(stored, "x" * module.MAX_TYPED)
    assert not await passwords.verify(stored, "x" * (module.MAX_TYPED + 1))
    assert not await passwords.verify(stored, "a" + "\u0301\u0316" * 500_000)


async def test_hash_of_other_parameters_needs_a_rehash() -> None:
    stored = await Passwords(CHEAP).hash("correct horse battery")
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)).needs_rehash(stored)
    assert not Passwords(CHEAP).needs_rehash(stored)


async def test_attempts_beyond_the_queue_are_throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 4)
    passwords, done = Passwords(CHEAP), list[int]()

    async def attempt(number: int) -> None:
        async with passwords.turn():
            await passwords.verify(None, "x")
            done.append(number)

    results = await asyncio.gather(*(attempt(number) for number in range(12)), return_exceptions=True)
    assert [isinstance(result, ThrottledError) for result in results] == [False] * 4 + [True] * 8
    await attempt(12)
    assert sorted(done) == [0, 1, 2, 3, 12]


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has a priority for each thread")
async def test_threads_of_hashes_yield_to_the_event_loop() -> None:
    class Hasher(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            return True

    niceness: list[int] = []
    await Passwords(Hasher(time_cost=1, memory_cost=64, parallelism=1)).verify(None, "x")
    assert niceness == [min(19, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) + module.NICENESS)]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.too_short"),
        ("x" * 257, "password.too_long"),
        ("a" + "\u0301\u0316" * 500_000, "password.too_long"),
        ("my Name hanh.tran1", "password.is_username"),
        ("correct horse", None),
        ("一二三四五六七八九十", None),
    ],
)
def test_new_password_must_be_long_and_not_the_user_name(password: str, code: str | None) -> None:
    assert password_error(password, "hanh.tran") == code


def test_check_names_the_field() -> None:
    with pytest.raises(InvalidError) as caught:
        module.check_new_password("short", "hanh")
    assert caught.value.fields == {"password": "password.too_short"}
    assert caught.value.params == {"characters": 10}
