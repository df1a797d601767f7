"""The published figures as this process last read them."""

from aiohttp import web

from broadcast.press_room.actions import FigureServices
from broadcast.press_room.corrections import list_figures
from broadcast.press_room.figures import PressFigures, group_figures

RECENT_S = 1.0
"""Seconds for which the public page shows the same figures without a question to the database."""


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


PRESS_FIGURES: web.AppKey[FigureReader] = web.AppKey("press_figures", FigureReader)


async def read_figures(request: web.Request) -> PressFigures:
    """Return the newest figures."""
    return await request.config_dict[PRESS_FIGURES].read()
