"""Pictures that are made once for each content, in a thread, and few at once: many requests wait for one another."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Content = TypeVar("Content", bound=Hashable)

MOST_AT_ONCE = 1
"""Pictures that a cache makes at once: one takes a core for a tenth of a second or more."""


@dataclass
class PictureCache(Generic[Content]):
    """Make pictures and keep the latest `most_kept`. `draw` blocks."""

    draw: Callable[[Content], bytes]
    most_kept: int
    _kept: OrderedDict[Content, bytes] = field(default_factory=OrderedDict)
    _drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))

    async def read_picture(self, content: Content) -> bytes:
        """Return the picture of a content. Raises what `draw` raises."""
        if content not in self._kept:
            async with self._drawing:
                if content not in self._kept:
                    self._kept[content] = await asyncio.to_thread(self.draw, content)
        self._kept.move_to_end(content)
        picture = self._kept[content]
        while len(self._kept) > self.most_kept:
            self._kept.popitem(last=False)
        return picture
