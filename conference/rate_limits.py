"""Rate limits of expensive requests per address or device. In memory, bounded, per node."""

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from msgspec import Struct

from conference.errors import ThrottledError

MAX_ADDRESSES = 20_000
"""Maximum of addresses kept, about 4 MB; the least recently used one is dropped first."""


class Limit(Struct, frozen=True):
    """Limit of `burst` requests at once, then one every `every_s` seconds."""

    name: str
    burst: int
    every_s: float


class Limits:
    """Leaky buckets: limit and address → moment at which the bucket will be empty (GCRA)."""

    def __init__(self, most: int = MAX_ADDRESSES) -> None:
        self._most = most
        self._empty_at: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def charge(self, limit: Limit, address: str, now: datetime) -> None:
        """Count one request. Raises ThrottledError `requests.throttled`, without counting, beyond the limit."""
        key = (limit.name, network_of(address))
        filled = max(self._empty_at.get(key, now), now) + timedelta(seconds=limit.every_s)
        over_s = (filled - now).total_seconds() - limit.burst * limit.every_s
        if over_s > 0:
            raise ThrottledError("requests.throttled", retry_after_s=ceil(over_s))
        self._empty_at[key] = filled
        self._empty_at.move_to_end(key)
        if len(self._empty_at) > self._most:
            self._empty_at.popitem(last=False)


def network_of(address: str) -> str:
    """Return the network that counts as one client: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
