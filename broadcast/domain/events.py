"""What has happened to the board, told after it is durable."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BoardChanged:
    """The board has come to `offset`."""

    offset: int
