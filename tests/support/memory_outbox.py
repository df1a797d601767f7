"""Letters in memory: an outbox, and catalogues with texts of sample kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conference.languages import LANGUAGES
from conference.mail.letters import Letter
from conference.texts.catalogues import Catalogues, Entry, own_catalogues
from conference.transactions import Transaction


@dataclass
class MemoryOutbox:
    """`Outbox` that holds letters in a list, without transactions."""

    letters: list[Letter] = field(default_factory=list)

    async def add(self, transaction: Transaction, letter: Letter) -> str | None:
        if any((letter.kind, letter.once) == (added.kind, added.once) for added in self.letters):
            return None
        self.letters.append(letter)
        return f"let_{len(self.letters)}"


class SampleCatalogues(Catalogues):
    """The program's catalogues with more texts, the same in each language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._samples = {code: {**own_catalogues().entries(code), **texts} for code in LANGUAGES}

    def entries(self, code: str) -> Mapping[str, Entry]:
        return self._samples[code]
