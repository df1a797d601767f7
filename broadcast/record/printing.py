"""Drawing of sheets, one at a time on a node, and again only when their content changes."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from broadcast.record.art.sheet import RecordSheet, sheet_pdf


@dataclass
class SheetPress:
    """The PDF of each sheet as it was drawn last, by name."""

    _drawn: dict[str, tuple[RecordSheet, bytes]] = field(default_factory=dict)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def draw(self, name: str, sheet: RecordSheet) -> bytes:
        """Return the PDF of a sheet; `name` is that of its day or page and its language. Raises NotDrawnError."""
        async with self._drawing:
            held = self._drawn.get(name)
            if held is None or held[0] != sheet:
                held = self._drawn[name] = (sheet, await asyncio.to_thread(sheet_pdf, sheet))
            return held[1]


SHEET_PRESS: web.AppKey[SheetPress] = web.AppKey("sheet_press", SheetPress)
