"""What following and sending need."""

from collections.abc import Callable

from msgspec import Struct

from broadcast.feed.public_board import PublicBoard
from broadcast.notifications.vapid import SenderKey
from conference.clock import Clock
from conference.ids import Ids
from conference.texts.catalogues import Catalogues
from conference.transactions import Transactions

ReadBoard = Callable[[str], PublicBoard]
"""Returns the public board as it is now, in the language of a code."""


class NotificationServices(Struct, frozen=True, kw_only=True):
    """Dependencies of following and sending. `push_services` are the hosts that messages may go to.

    `allows_private`: messages may go to addresses that are not public, and over http to this machine.
    """

    transactions: Transactions
    clock: Clock
    ids: Ids
    texts: Catalogues
    read_board: ReadBoard
    sender_key: SenderKey
    push_services: tuple[str, ...]
    allows_private: bool = False
