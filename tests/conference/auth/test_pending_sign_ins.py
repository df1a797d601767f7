"""Sign-ins that wait for the second factor."""

from dataclasses import replace

from conference.auth.pending_sign_ins import VALID_FOR, open_pending, seal_pending
from conference.auth.roles import Staff
from conference.auth.storage import Account
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.issued_secrets import IssuedSecrets

SITE = IssuedSecrets(RandomIds(), b"k" * 32)
ACCOUNT = Account(Staff("stf_1", "lan", "Lan", frozenset(), "vi"), "hash", None)


def test_pending_sign_in_holds_while_its_account_stays(clock: ManualClock) -> None:
    sealed = seal_pending(SITE, ACCOUNT, "lan", clock.now())
    pending = open_pending(SITE, sealed, clock.now())
    assert pending is not None
    assert (pending.staff, pending.name) == ("stf_1", "lan")
    assert pending.is_of(ACCOUNT)
    assert not pending.is_of(replace(ACCOUNT, password_hash="another"))
    assert not pending.is_of(replace(ACCOUNT, disabled_at=clock.now()))
    assert "lan" not in sealed


def test_pending_sign_in_expires(clock: ManualClock) -> None:
    sealed = seal_pending(SITE, ACCOUNT, "lan", clock.now())
    clock.advance(VALID_FOR.total_seconds())
    assert open_pending(SITE, sealed, clock.now()) is None
    assert open_pending(SITE, "forged", clock.now()) is None
