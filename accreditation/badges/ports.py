"""Ports of badges: stores, signing keys, the press that typesets badges. Stores are stateless."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from accreditation.badges.domain.badges import Badge
from accreditation.badges.domain.print_runs import PLAIN, PrintLayout, PrintRun
from accreditation.badges.domain.tokens import Claims, PublishedKey, TokenReading
from conference.transactions import Transaction


class Candidate(Struct, frozen=True):
    """The part of an application that an issue needs: `state` by name, and the category's code."""

    application_id: str
    state: str
    category: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The person of a badge: codes of category and function, the outlet's name (empty for none) and its other names."""

    application_id: str
    state: str
    category: str
    native_name: str
    latin_name: str
    country: str
    outlet: str
    function: str
    photo_id: str | None
    outlet_aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadgeCopy:
    """Everything that one printed badge shows; `photo` is an upright JPEG."""

    badge: Badge
    holder: Holder
    photo: bytes


class CollectionPass(Struct, frozen=True):
    """What an applicant shows at the desk before the badge is handed over: the badge with its person, and a token."""

    copy: BadgeCopy
    token: str
    made_at: datetime


class BadgeField(StrEnum):
    """Part of a badge that may be impossible to draw; `EVENT` are texts of the event, such as a category's name."""

    NATIVE_NAME = "native_name"
    LATIN_NAME = "latin_name"
    OUTLET = "outlet"
    PHOTO = "photo"
    EVENT = "event"


class Flaw(Struct, frozen=True):
    """Why a badge cannot be drawn: a field with letters that no font has, or (without letters) that is unreadable."""

    field: BadgeField
    letters: tuple[str, ...] = ()


class Unprintable(Struct, frozen=True):
    """A badge that cannot be printed, with its flaws."""

    badge_id: str
    number: str
    name: str
    flaws: tuple[Flaw, ...]


class ReplacedBadges(Protocol):
    """Callback in the transaction that adds first issues; `badge_ids` are the ids of these."""

    async def __call__(self, transaction: Transaction, badge_ids: Sequence[str], /) -> None:
        """End the presence recorded with earlier badges of the same people."""
        ...


class EndedApproval(Protocol):
    """Callback in the transaction that ends the approval of an application."""

    async def __call__(self, transaction: Transaction, application_id: str, /, *, actor: str, at: datetime) -> None:
        """End the rights that were added to the person."""
        ...


class TokenSigner(Protocol):
    """Signs tokens with one key."""

    def sign(self, claims: Claims) -> str:
        """Return the text of the badge's QR."""
        ...


class TokenReader(Protocol):
    """Decodes the text of a QR and verifies it with every key of its key id."""

    def read(self, text: str) -> TokenReading:
        """Return the proven claims, or the flaw. Never raises."""
        ...


class Keys(Protocol):
    """The event's signing keys."""

    async def get_signer(self, transaction: Transaction) -> TokenSigner:
        """Return the signer of the newest key of this node. Raises RuleError `badge.no_signing_key` without one."""
        ...

    async def get_reader(self, transaction: Transaction, *, now: datetime, afresh: bool = False) -> TokenReader:
        """Return a reader for every key that is not withdrawn, at most two seconds old; `afresh` reloads the keys."""
        ...

    async def get_pass_reader(self, transaction: Transaction) -> TokenReader:
        """Return a reader of collection passes, for every key that is not withdrawn."""
        ...

    async def list_all(self, transaction: Transaction) -> list[PublishedKey]:
        """List every published key, oldest first."""
        ...

    async def create(self, transaction: Transaction, *, now: datetime) -> PublishedKey:
        """Create a key pair, store its private half on this node and publish the other; this node signs with it."""
        ...

    async def retire(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Stop signing with the key; its tokens stay valid. Raises NotFoundError."""
        ...

    async def withdraw(self, transaction: Transaction, key_id: str, *, now: datetime) -> None:
        """Distrust the key and delete its private half. Raises NotFoundError."""
        ...


class KeyStore(Protocol):
    """Stores the public halves of keys, for every node."""

    async def list_published(self, transaction: Transaction, audience: str) -> list[PublishedKey]:
        """List the audience's keys, oldest first."""
        ...

    async def add(self, transaction: Transaction, audience: str, key: PublishedKey) -> None:
        """Store a new key."""
        ...

    async def save_end(self, transaction: Transaction, key: PublishedKey) -> bool:
        """Save when the key was retired or withdrawn; False when there is no such key."""
        ...


class BadgePress(Protocol):
    """Typesets badges for paper and screens, off the event loop."""

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """Return the shape of each token's QR, as text to store with the badge."""
        ...

    async def pdf(self, copies: Sequence[BadgeCopy], layout: PrintLayout = PLAIN) -> bytes:
        """Make a PDF of these badges, in this order. Raises RuleError if the event's badges have no such layout."""
        ...

    async def png(self, copy: BadgeCopy) -> bytes:
        """Draw the same page as a PNG for a phone."""
        ...

    async def unprintable(self, copies: Sequence[BadgeCopy]) -> list[Unprintable]:
        """List the badges that cannot be drawn."""
        ...


class ReleaseDecisions(Protocol):
    """Shows decisions that are withheld to their applicants."""

    async def __call__(self, transaction: Transaction, application_ids: Sequence[str], /, *, actor: str) -> None:
        """Release those of these applications; without effect for released ones."""
        ...


async def release_nothing(_transaction: Transaction, _application_ids: Sequence[str], /, *, actor: str) -> None:
    """Release no decision: none is withheld."""


class PassDrawing(Protocol):
    """Draws collection passes, off the event loop. `code` is the code of a language."""

    async def code_svg(self, held: CollectionPass) -> str:
        """Draw the QR code alone."""
        ...

    async def png(self, held: CollectionPass, code: str) -> bytes:
        """Draw the pass as a picture."""
        ...

    async def pdf(self, held: CollectionPass, code: str) -> bytes:
        """Draw the pass as PDF."""
        ...

    async def for_letter(self, held: CollectionPass, code: str) -> tuple[bytes, bytes]:
        """Draw the pass as a smaller picture, and as PDF."""
        ...


class BadgeStore(Protocol):
    """Stores badges with every issue."""

    async def list_candidates(
        self, transaction: Transaction, application_ids: Sequence[str], *, lock: bool
    ) -> list[Candidate]:
        """List these applications; `lock` locks their rows until the transaction ends."""
        ...

    async def list_ready(self, transaction: Transaction) -> list[Candidate]:
        """List the approved applications that may get a badge and have none, in the order of submission."""
        ...

    async def find_newest(self, transaction: Transaction, badge_id: str, *, lock: bool) -> Badge | None:
        """Find the badge's newest issue; `lock` locks its row until the transaction ends."""
        ...

    async def find_newest_by_application(
        self, transaction: Transaction, application_ids: Sequence[str]
    ) -> dict[str, Badge]:
        """Return application id → the newest issue of its newest badge."""
        ...

    async def take_numbers(self, transaction: Transaction, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; returns the first."""
        ...

    async def add(self, transaction: Transaction, badges: Sequence[Badge]) -> None:
        """Store new issues. Raises ConflictError `badge.issued_meanwhile` after a concurrent issue."""
        ...

    async def save(self, transaction: Transaction, badge: Badge) -> None:
        """Save the issue's status and marks."""
        ...

    async def mark_printed(self, transaction: Transaction, issues: Sequence[tuple[str, int]], *, at: datetime) -> None:
        """Save when these issues (badge id, serial) were printed."""
        ...

    async def list_copies(self, transaction: Transaction, badge_ids: Sequence[str]) -> list[BadgeCopy]:
        """List the newest issue of each badge with its person and photo, in the order of their numbers."""
        ...


class PrintRunStore(Protocol):
    """Stores print runs."""

    async def add(self, transaction: Transaction, run: PrintRun) -> None:
        """Store a new run."""
        ...

    async def find(self, transaction: Transaction, run_id: str, *, lock: bool = False) -> PrintRun | None:
        """Find a run; `lock` locks its row until the transaction ends."""
        ...

    async def list_open(self, transaction: Transaction) -> list[PrintRun]:
        """List the runs that have not ended, oldest first."""
        ...

    async def find_last_layout(self, transaction: Transaction, staff_id: str) -> PrintLayout | None:
        """Find the layout of the last run that this member of staff started."""
        ...

    async def save_end(self, transaction: Transaction, run_id: str, *, at: datetime, printed: int) -> None:
        """Save when the run ended, and how many of its badges came out."""
        ...
