"""Public addresses: those of networks are not, a name with one of these is refused, literal addresses too."""

import pytest

from conference.connections.public_addresses import (
    PrivateAddressError,
    PublicResolver,
    is_caused_by_private_address,
    is_public,
    require_public_literal,
)
from tests.support.resolvers import FixedResolver

PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1"),
    *("2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "ff02::1", "x"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


async def test_name_with_one_private_address_is_refused() -> None:
    with pytest.raises(PrivateAddressError):
        await PublicResolver(FixedResolver(["8.8.8.8", "10.0.0.1"])).resolve("a.example")


def test_literal_address_is_checked_and_a_name_is_not() -> None:
    for url in ("https://10.0.0.1/", "https://[::1]/", "https://2130706433/"):
        with pytest.raises(PrivateAddressError):
            require_public_literal(url)
    require_public_literal("https://8.8.8.8/")
    require_public_literal("https://intranet/")


def test_cause_of_an_error_is_found_below_others() -> None:
    outer, inner = ValueError(), OSError()
    outer.__cause__, inner.__context__ = inner, PrivateAddressError()
    assert is_caused_by_private_address(outer)
    assert not is_caused_by_private_address(ValueError())
