"""Events of the board, published after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """The board has reached `offset`; 0 means another epoch: read the whole board."""

    offset: int
