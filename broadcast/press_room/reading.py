"""The published figures, and the announced texts of statements, as this process last read them."""

from aiohttp import web

from broadcast.press_room.actions import FigureServices
from broadcast.press_room.corrections import list_figures
from broadcast.press_room.figures import PressFigures, group_figures
from broadcast.statements.actions import StatementServices, read_announced
from broadcast.statements.web import statement_services_of

RECENT_S = 1.0
"""Seconds for which the public page shows the same without a question to the database."""


class FigureReader:
    """Read the figures of the event and of officers by topic. The number of rows says whether they are the newest."""

    def __init__(self, services: FigureServices) -> None:
        self.services = services
        self._count = -1
        self._read_at = -RECENT_S
        self._figures = PressFigures(topics=(), sources={})

    async def read(self) -> PressFigures:
        """Return the newest figures: the same object as long as none is added."""
        services = self.services
        async with services.board.transactions.read() as transaction:
            count = await services.store.count(transaction)
            self._read_at = services.board.clock.monotonic()
            if count == self._count:
                return self._figures
            published = await services.store.list_all(transaction)
        sources = {source.id: source for one in published for source in one.sources} | dict(services.sources)
        listed = list_figures(services.figures, published).values()
        figures = group_figures(services.topics, listed, sources.values())
        self._count, self._figures = count, figures
        return figures

    async def read_recent(self) -> PressFigures:
        """Return the figures as they were at most `RECENT_S` ago: the same object as long as none is added."""
        is_recent = self.services.board.clock.monotonic() - self._read_at < RECENT_S
        return self._figures if is_recent else await self.read()


class AnnouncedReader:
    """Read which statements are announced, by session and speaker."""

    def __init__(self) -> None:
        self._read_at = -RECENT_S
        self._announced: tuple[tuple[str, str], ...] = ()

    async def read_recent(self, services: StatementServices) -> tuple[tuple[str, str], ...]:
        """Return the statements as they were at most `RECENT_S` ago."""
        now = services.board.clock.monotonic()
        if now - self._read_at >= RECENT_S:
            self._announced, self._read_at = await read_announced(services), now
        return self._announced


PRESS_FIGURES: web.AppKey[FigureReader] = web.AppKey("press_figures", FigureReader)
ANNOUNCED_STATEMENTS: web.AppKey[AnnouncedReader] = web.AppKey("announced_statements", AnnouncedReader)


async def read_figures(request: web.Request) -> PressFigures:
    """Return the newest figures."""
    return await request.config_dict[PRESS_FIGURES].read()


async def read_recently_announced(request: web.Request) -> tuple[tuple[str, str], ...]:
    """Return session and speaker of the announced statements, as they were at most `RECENT_S` ago."""
    return await request.config_dict[ANNOUNCED_STATEMENTS].read_recent(statement_services_of(request))
