"""The whole application with the programme on its board, and operators who sign in."""

from tests.support.board_pages import served

__all__ = ["served"]
