"""Roles that sign scripts. Each, and an operator, may also write scripts and follow them."""

from broadcast.board.roles import OPERATE_BOARD
from broadcast.scripts.domain.signing import Signer
from conference.auth.roles import Role, Staff, may

SIGN = {signer: f"sign_as_{signer.value}" for signer in Signer}
"""Signer → the permission to sign for it."""

SIGNER_ROLES = tuple(Role(f"script_{signer.value}", SIGN[signer]) for signer in Signer)
SCRIPT_STAFF = (OPERATE_BOARD, *SIGN.values())
"""Permissions of which one opens the pages of scripts."""


def signers_of(staff: Staff) -> tuple[Signer, ...]:
    """Return those for whom the person may sign."""
    return tuple(signer for signer in Signer if may(staff, SIGN[signer]))
