"""Identifiers that sort by time, and secrets that cannot be guessed."""

import re
import time

import pytest

from conference.ids import RandomIds, SequentialIds


def test_random_ids_are_unique_with_prefix_and_fixed_length() -> None:
    ids = [RandomIds().new("app") for _ in range(500)]
    assert len(set(ids)) == 500
    assert all(re.fullmatch(r"app_[0-9a-hjkmnp-tv-z]{26}", new) for new in ids)


def test_random_ids_sort_by_creation_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [1_700_000_000_000, 1_700_000_000_001, 1_700_000_001_000, 1_900_000_000_000]
    ids = []
    for moment in moments:
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment * 1_000_000)
        ids.append(RandomIds().new("app"))
    assert ids == sorted(ids)


def test_random_ids_of_one_millisecond_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_000_000)
    first, second = RandomIds().new("app"), RandomIds().new("app")
    assert first[: len("app_") + 9] == second[: len("app_") + 9]
    assert first != second


def test_random_secrets_have_192_bits_and_are_safe_in_a_url() -> None:
    secrets = {RandomIds().secret() for _ in range(200)}
    assert len(secrets) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", secret) for secret in secrets)


def test_sequential_ids_are_the_same_in_each_run() -> None:
    one, other = SequentialIds(), SequentialIds()
    assert [one.new("app"), one.secret(), one.new("photo")] == [other.new("app"), other.secret(), other.new("photo")]
    assert one.new("app") == "app_00000000000000000000000004"


def test_sequential_ids_sort_in_order_beyond_one_digit() -> None:
    ids = SequentialIds()
    made = [ids.new("app") for _ in range(1100)]
    assert made == sorted(made)
    assert len(set(made)) == 1100
