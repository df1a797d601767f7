"""Events of the board, published after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcast.board.domain.board import Entry, Revision


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """The board has reached `offset`; 0 means another epoch: read the whole board."""

    offset: int


@dataclass(frozen=True, slots=True, eq=False)
class BoardCommitted:
    """The entries that a commit of this process has added, the head before it, and the store that has them.

    `store` is that of one board: entries of a rehearsal's board have another one.
    """

    store: object
    before: Revision
    entries: Sequence[Entry]
