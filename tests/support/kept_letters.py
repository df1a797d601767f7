"""A writer of letters that keeps them."""

from conference.mail.letters import LetterRequest
from conference.transactions import Transaction


class KeptLetters:
    """Writer of letters in memory."""

    def __init__(self) -> None:
        self.requests: list[LetterRequest] = []

    async def write(self, transaction: Transaction, request: LetterRequest) -> str | None:
        """Keep a letter; a second one of the same kind with the same key is none."""
        if any((kept.kind, kept.once) == (request.kind, request.once) for kept in self.requests):
            return None
        self.requests.append(request)
        return f"let_{len(self.requests)}"

    @property
    def last_secret(self) -> str:
        """The secret of the link in the latest letter."""
        return self.requests[-1].link.partition("?")[0].rpartition("/")[2]
