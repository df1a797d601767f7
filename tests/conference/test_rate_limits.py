"""Rate limits of public pages: bursts, intervals, bounded memory."""

from datetime import timedelta

import pytest

from conference.errors import ThrottledError
from conference.rate_limits import Limit, Limits, network_of
from tests.support.application_samples import NOON

TWO = Limit("two", burst=2, every_s=10)


def test_burst_passes_and_then_one_in_each_interval() -> None:
    limits = Limits()
    limits.charge(TWO, "192.0.2.1", NOON)
    limits.charge(TWO, "192.0.2.1", NOON)
    with pytest.raises(ThrottledError) as caught:
        limits.charge(TWO, "192.0.2.1", NOON)
    assert caught.value.retry_after_s == 10
    limits.charge(TWO, "192.0.2.1", NOON + timedelta(seconds=10))
    with pytest.raises(ThrottledError):
        limits.charge(TWO, "192.0.2.1", NOON + timedelta(seconds=10))


def test_addresses_and_limits_are_counted_apart() -> None:
    limits = Limits()
    for _ in range(2):
        limits.charge(TWO, "192.0.2.1", NOON)
        limits.charge(TWO, "192.0.2.2", NOON)
        limits.charge(Limit("other", 2, 10), "192.0.2.1", NOON)


def test_memory_is_bounded() -> None:
    limits = Limits(most=100)
    for n in range(1000):
        limits.charge(TWO, f"198.51.{n // 250}.{n % 250}", NOON)
    assert len(limits._empty_at) == 100


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
    ],
)
def test_client_is_an_address_or_the_network_it_chooses_from(address: str, network: str) -> None:
    assert network_of(address) == network
