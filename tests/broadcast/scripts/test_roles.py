"""For whom a person signs."""

from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.roles import SIGNER_ROLES, signers_of
from tests.support.scripts import OPERATES, SIGNS


def test_each_signer_has_one_role() -> None:
    assert signers_of(SIGNS) == tuple(Signer)
    assert signers_of(OPERATES) == ()
    assert len(SIGNER_ROLES) == len(Signer)
