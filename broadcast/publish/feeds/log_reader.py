"""Reading of the log of the board, once for each change, for all calendars and feeds of a node."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from broadcast.board.domain.board import EVENT, SESSION
from broadcast.board.ports import Board
from broadcast.feed.public_board import read_snapshot
from broadcast.feed.service import feed_of
from broadcast.publish.feeds.entries import EntryMaker
from broadcast.publish.feeds.history import BoardHistory
from conference.web import language_of, site_of


@dataclass
class LogReader:
    """Follow the log of a board. `event_name` is the permanent name of the event and its environment."""

    board: Board
    event_name: str
    _history: BoardHistory = field(default_factory=BoardHistory)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read_until(self, offset: int) -> BoardHistory:
        """Return the history of the board at least until an offset of the board.

        The whole log is read again when the board is at an earlier offset than before: a backup was restored.
        Raises: any error of the database driver.
        """
        async with self._reading:
            if offset < self._history.offset:
                self._history = BoardHistory()
            if offset > self._history.offset:
                store = self.board.store
                async with self.board.transactions.read() as transaction:
                    later = await store.list_later_changes(
                        transaction, after=self._history.offset, prefixes=(EVENT, SESSION)
                    )
                self._history.add_changes((one for one in later if one.offset <= offset), until=offset)
            return self._history


LOG_READER: web.AppKey[LogReader] = web.AppKey("log_reader", LogReader)


async def entry_maker_of(request: web.Request) -> EntryMaker:
    """Return the maker of entries for the board as it is now, in the language of the request."""
    hub, code = feed_of(request).hub, language_of(request)
    payload, offset = hub.snapshot(code).payload, hub.latest.offset
    history = await request.config_dict[LOG_READER].read_until(offset)
    catalogues = site_of(request).catalogues
    return EntryMaker(board=read_snapshot(payload), history=history, code=code, catalogues=catalogues)
