"""What has happened to the board, told after it is durable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """The board has come to `offset`; 0: it is another board now, look at all of it."""

    offset: int
