"""The whole application with the programme on its board."""

from tests.support.board_pages import served

__all__ = ["served"]
