"""The register of signatories in a rehearsal: read from the live one, which it never writes."""

from collections.abc import Sequence

from broadcast.signing.domain import Proposal, Signatory
from broadcast.signing.ports import RegisterStore
from conference.errors import RuleError
from conference.transactions import Transaction


class RehearsedRegister:
    """`broadcast.signing.ports.RegisterStore` over another one. Signatures that wait are kept in memory."""

    def __init__(self, live: RegisterStore) -> None:
        self._live = live
        self._proposals: dict[str, Proposal] = {}

    async def list_stored(self, transaction: Transaction) -> list[Signatory]:
        """Return the entries that protocol has stored for the live day."""
        return await self._live.list_stored(transaction)

    async def save(self, transaction: Transaction, entries: Sequence[Signatory]) -> None:
        """Refuse: the register is that of the live day. Raises RuleError `rehearsal.live_register`."""
        raise RuleError("rehearsal.live_register")

    async def list_proposals(self, transaction: Transaction) -> list[Proposal]:
        """Return the signatures that wait for a second person in the rehearsal."""
        return list(self._proposals.values())

    async def add_proposal(self, transaction: Transaction, proposal: Proposal) -> None:
        """Add a signature that waits for a second person."""
        self._proposals[proposal.id] = proposal

    async def remove_proposal(self, transaction: Transaction, proposal_id: str) -> bool:
        """Remove a signature that waits; return whether it was there."""
        return self._proposals.pop(proposal_id, None) is not None
