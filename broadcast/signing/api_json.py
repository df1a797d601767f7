"""JSON of signatures, ratifications and the register of signatories in the API (docs/api.md)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.board.domain.board import Entry
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.signing import Calling, Tally
from broadcast.feed.act_json import BoardIn
from broadcast.signing.domain import Signatory
from conference.api.answers import CodeIn, NoteIn

SourceText = Annotated[str, Meta(max_length=200)]
SourceIn = Annotated[dict[str, SourceText], Meta(max_length=20)]
"""Source of a count by language."""

MOST_PARTIES = 400
"""Largest total of a count: more than there are States and organizations."""

PartiesIn = Annotated[int, Meta(ge=1, le=MOST_PARTIES)]


class SignatureOut(Struct, frozen=True):
    """A signatory by ISO 3166 code ("EU" for the Union), when it signed, and whether in the plenary."""

    country: str
    at: datetime
    in_plenary: bool


class SignaturesOut(Struct, frozen=True, kw_only=True):
    """The tally of signatures, in the order of signing. `of` is the total, if it is known; `source` by language."""

    signatures: list[SignatureOut]
    of: int | None
    source: Mapping[str, str]
    as_of: datetime
    version: int


class SignatureIn(BoardIn, frozen=True, kw_only=True):
    """A signature to record, or one to remove that was recorded by mistake. `in_plenary` is for `record`."""

    act: Literal["record", "remove"]
    country: CodeIn
    in_plenary: bool = True


class TallyIn(BoardIn, frozen=True, kw_only=True):
    """The count is right as of now. `source` (by language) and the total `of` are replaced if they are given."""

    source: SourceIn | None = None
    of: PartiesIn | None = None


class DepositOut(Struct, frozen=True):
    """A party by ISO 3166 code ("EU" for the Union), and the day of the deposit of its instrument."""

    country: str
    on: date


class RatificationsOut(Struct, frozen=True, kw_only=True):
    """The instruments, in the order of deposit, and the number for entry into force; `source` by language."""

    deposits: list[DepositOut]
    required: int
    source: Mapping[str, str]
    as_of: datetime
    version: int


class DepositIn(BoardIn, frozen=True, kw_only=True):
    """An instrument that was deposited on the day `on`, or one to remove that was recorded by mistake."""

    act: Literal["record", "remove"]
    country: CodeIn
    on: date | None = None


class RatificationsIn(BoardIn, frozen=True, kw_only=True):
    """The count is right as of now. `source` (by language) and `required` are replaced if they are given."""

    source: SourceIn | None = None
    required: PartiesIn | None = None


class SignatoryOut(Struct, frozen=True, kw_only=True):
    """A State that intends to sign, by ISO 3166 code ("EU" for the Union), its place in the order of calling, from 1.

    `signer` and `rank` are those of the person who signs ("" while unknown), `badge` the number of this person's badge.
    `powers_checked_at`: when the full powers were checked, by `powers_checked_by`. `declined_at`: it does not sign.
    """

    country: str
    place: int
    signer: str
    rank: str
    badge: str
    powers_checked_at: datetime | None
    powers_checked_by: str
    declined_at: datetime | None
    version: int


class CallingOut(Struct, frozen=True, kw_only=True):
    """The State that is called to sign (null: none), those to come, and the version to send with a call."""

    called: str | None
    upcoming: list[str]
    version: int


class SignatoriesOut(Struct, frozen=True, kw_only=True):
    """The register in the order of calling, and who is called."""

    signatories: list[SignatoryOut]
    calling: CallingOut


class SignatoryIn(BoardIn, frozen=True, kw_only=True):
    """An act on the register.

    `add` and `move` (with `place`) need no version. `signer` takes `name` and `rank`, `badge` the number of a badge
    ("": none). `check` and `uncheck` are of the full powers; `decline`: the State does not sign, `declare`: it does.
    """

    act: Literal["add", "move", "signer", "badge", "check", "uncheck", "decline", "declare"]
    country: CodeIn
    place: PartiesIn | None = None
    name: NoteIn = ""
    rank: NoteIn = ""
    badge: CodeIn = ""


class CallIn(BoardIn, frozen=True, kw_only=True):
    """The State to call, at the version of the call that was seen."""

    country: CodeIn


def signatory_out(entry: Signatory, place: int) -> SignatoryOut:
    """Return an entry of the register."""
    return SignatoryOut(
        country=entry.country,
        place=place,
        signer=entry.signer_name,
        rank=entry.signer_rank,
        badge=entry.badge_number,
        powers_checked_at=entry.powers_at,
        powers_checked_by=entry.powers_by,
        declined_at=entry.declined_at,
        version=entry.version,
    )


def calling_out(entry: Entry | None, calling: Calling) -> CallingOut:
    """Return who is called and who follows."""
    return CallingOut(
        called=calling.called, upcoming=list(calling.upcoming), version=entry.version if entry is not None else 0
    )


def signatures_out(entry: Entry, tally: Tally) -> SignaturesOut:
    """Return the tally."""
    return SignaturesOut(
        signatures=[SignatureOut(one.country, one.at, one.in_plenary) for one in tally.signatures],
        of=tally.of,
        source=tally.source,
        as_of=tally.as_of,
        version=entry.version,
    )


def ratifications_out(entry: Entry, count: Ratifications) -> RatificationsOut:
    """Return the ratifications."""
    return RatificationsOut(
        deposits=[DepositOut(one.country, one.on) for one in count.deposits],
        required=count.required,
        source=count.source,
        as_of=count.as_of,
        version=entry.version,
    )
