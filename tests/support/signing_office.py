"""A board with a register of signatories on a test's database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import CALLING, TALLY
from broadcast.board.domain.signing import Calling, Tally
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.signing.actions.following import RegisterFollowers
from broadcast.signing.ports import FoundBadge, SigningServices
from broadcast.signing.storage import SqlRegister
from conference.transactions import Transaction
from tests.support.board_samples import OPERATOR, programme

SEED = ("VN", "DZ", "AO", "FR", "EU")


@dataclass
class KnownBadges:
    """`SignerBadges` with one badge; `present` are those in the hall."""

    present: dict[str, datetime] = field(default_factory=dict)

    async def find(self, transaction: Transaction, text: str) -> FoundBadge | None:
        """Return the badge of the number D-0007."""
        return FoundBadge("badge_7", "D-0007") if text == "D-0007" else None

    async def list_present(self, transaction: Transaction, badge_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return the times of those in the hall."""
        return {badge: at for badge, at in self.present.items() if badge in badge_ids}


async def make_signing(board: Board, badges: KnownBadges | None = None) -> SigningServices:
    """Return the services on the board, with its programme loaded."""
    followers = RegisterFollowers(SqlBoardStore(), SqlRegister(), SEED)
    followed = replace(board, followers=followers, countries=SEED)
    await load_programme(followed, programme(), operator=OPERATOR)
    return SigningServices(board=followed, register=SqlRegister(), badges=badges or KnownBadges(), seed=SEED)


async def calling_of(services: SigningServices) -> tuple[str | None, tuple[str, ...]]:
    """Return who is called and who is next on the board."""
    state = (await read_board(services.board)).entries[CALLING].state
    assert isinstance(state, Calling)
    return state.called, state.upcoming


async def signed_of(services: SigningServices) -> list[str]:
    """Return who has signed."""
    state = (await read_board(services.board)).entries[TALLY].state
    assert isinstance(state, Tally)
    return [signature.country for signature in state.signatures]
