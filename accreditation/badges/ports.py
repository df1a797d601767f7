"""What badges and doors need from outside: stores, keys, the press that sets a badge. Stores are stateless."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accreditation.badges.domain.badges import Badge
from accreditation.badges.domain.tokens import Claims, PublishedKey, TokenReading
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as an issue needs it: its state by name and its category."""

    application_id: str
    state: str
    category: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person behind a badge: codes of category and function, the outlet's name (empty for none)."""

    application_id: str
    state: str
    category: str
    native_name: str
    latin_name: str
    country: str
    outlet: str
    function: str
    photo_id: str | None


@dataclass(frozen=True, slots=True)
class BadgeCopy:
    """All that one printed badge shows; `photo` is an upright JPEG."""

    badge: Badge
    holder: Holder
    photo: bytes


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A text of a badge for which no face has the letters: which badge, and the letters."""

    badge_id: str
    number: str
    native_name: str
    letters: tuple[str, ...]


class ReplacedBadges(Protocol):
    """Called in the transaction that adds first issues; `badge_ids` are theirs."""

    async def __call__(self, transaction: Transaction, badge_ids: Sequence[str], /) -> None:
        """End what is recorded with the earlier badges of the same people."""
        ...


class EndedApproval(Protocol):
    """Called in the transaction that ends the approval of an application."""

    async def __call__(self, transaction: Transaction, application_id: str, /, *, actor: str, at: datetime) -> None:
        """End what was added to the person's rights."""
        ...


class TokenSigner(Protocol):
    """Makes tokens with one signing key."""

    def sign(self, claims: Claims) -> str:
        """The text of the badge's QR."""
        ...


class TokenReader(Protocol):
    """Reads the text of a QR and proves it against every key of its key id."""

    def read(self, text: str) -> TokenReading:
        """The proven claims, or the flaw by name. Never raises."""
        ...


class Keys(Protocol):
    """The event's signing keys."""

    async def signer(self, transaction: Transaction) -> TokenSigner:
        """The key that signs now. Raises RuleError `badge.no_signing_key` on a node that has none."""
        ...

    async def reader(self, transaction: Transaction, *, now: datetime, afresh: bool = False) -> TokenReader:
        """A reader of every key that is not withdrawn, at most two seconds old; `afresh` reads them again."""
        ...

    async def listed(self, transaction: Transaction) -> list[PublishedKey]:
        """Every published key, oldest first."""
        ...

    async def create(self, transaction: Transaction, *, now: datetime) -> PublishedKey:
        """Make a key pair, keep its private half on this node, publish the other; this node signs with it."""
        ...

    async def retire(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Sign no more with the key; what it signed stays proven. Raises NotFoundError."""
        ...

    async def withdraw(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Believe the key no more, and destroy its private half. Raises NotFoundError."""
        ...


class KeyStore(Protocol):
    """Keeps the public halves for every node."""

    async def published(self, transaction: Transaction, audience: str) -> list[PublishedKey]:
        """The audience's keys, oldest first."""
        ...

    async def publish(self, transaction: Transaction, audience: str, key: PublishedKey) -> None:
        """Keep a new one."""
        ...

    async def change(self, transaction: Transaction, key: PublishedKey) -> bool:
        """Keep when it was retired or withdrawn; False when there is no such key."""
        ...


class BadgePress(Protocol):
    """Sets badges on paper and on a screen, off the event loop."""

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """The shape of each token's QR, as text to keep with the badge."""
        ...

    async def pdf(self, copies: Sequence[BadgeCopy]) -> bytes:
        """One page for each."""
        ...

    async def png(self, copy: BadgeCopy) -> bytes:
        """The same page for a phone."""
        ...

    async def unprintable(self, copies: Sequence[BadgeCopy]) -> list[Unprintable]:
        """The badges that would show empty boxes."""
        ...


class BadgeStore(Protocol):
    """Keeps badges, every issue of them."""

    async def candidates(
        self, transaction: Transaction, application_ids: Sequence[str], *, lock: bool
    ) -> list[Candidate]:
        """Those applications; `lock` keeps others from changing them until the transaction ends."""
        ...

    async def ready(self, transaction: Transaction) -> list[Candidate]:
        """Every approved application that may be given a badge and has none, in the order of its submission."""
        ...

    async def newest(self, transaction: Transaction, badge_id: str, *, lock: bool) -> Badge | None:
        """The badge's newest issue; `lock` keeps others from changing it until the transaction ends."""
        ...

    async def newest_of(self, transaction: Transaction, application_ids: Sequence[str]) -> dict[str, Badge]:
        """Application → the newest issue of its newest badge."""
        ...

    async def take_numbers(self, transaction: Transaction, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; gives the first."""
        ...

    async def add(self, transaction: Transaction, badges: Sequence[Badge]) -> None:
        """Keep new issues. Raises ConflictError `badge.issued_meanwhile` when another was faster."""
        ...

    async def keep(self, transaction: Transaction, badge: Badge) -> None:
        """Keep the issue's new standing and marks."""
        ...

    async def mark_printed(self, transaction: Transaction, issues: Sequence[tuple[str, int]], *, at: datetime) -> None:
        """Say when these issues (badge id, serial) were printed."""
        ...

    async def copies(self, transaction: Transaction, badge_ids: Sequence[str]) -> list[BadgeCopy]:
        """The newest issue of each badge with its person and photo, in the order of their numbers."""
        ...
