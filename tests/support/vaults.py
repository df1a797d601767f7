"""A vault with a key that does not change."""

from conference.clock import Clock
from conference.vault.keyring import fixed_key_ring, make_wrapping_key
from conference.vault.vault import Vault


def fixed_vault(clock: Clock) -> Vault:
    """Return a vault with one wrapping key."""
    return Vault(fixed_key_ring([make_wrapping_key(bytes(range(32)))]), clock)
