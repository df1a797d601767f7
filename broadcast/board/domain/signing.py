"""The tally of signatures, and the call of the next ones. A count always has its source and its time (CASES B26)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from conference.errors import NotFoundError, RuleError
from conference.languages import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signatory, by ISO 3166 code ("EU" for the Union), when it signed, and whether in the plenary."""

    country: str
    at: datetime
    in_plenary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The signatures in the order of signing, their source and time, and the total `of`, if it is known."""

    source: Text
    as_of: datetime
    signatures: tuple[Signature, ...] = ()
    of: int | None = None

    def __post_init__(self) -> None:
        if not any(self.source.values()):
            raise ValueError("a tally needs its source")
        if self.as_of.tzinfo is None:
            raise ValueError("a tally needs an aware time")


class Calling(Struct, frozen=True, kw_only=True):
    """The State that is called to sign (None: no State), and the next ones, by ISO 3166 code."""

    called: str | None = None
    upcoming: tuple[str, ...] = ()


UPCOMING_SIGNATORIES = 3
"""Number of next signatories that screens show."""


def record_signature(
    tally: Tally, country: str, *, now: datetime, source: Text | None = None, in_plenary: bool = True
) -> Tally:
    """Return the tally with one more signature.

    Raises: RuleError `signing.already_signed`.
    """
    if any(s.country == country for s in tally.signatures):
        raise RuleError("signing.already_signed")
    signatures = (*tally.signatures, Signature(country=country, at=now, in_plenary=in_plenary))
    return replace(tally, signatures=signatures, source=source or tally.source, as_of=now)


def remove_signature(tally: Tally, country: str, *, now: datetime) -> Tally:
    """Return the tally without a signature recorded by mistake.

    Raises: NotFoundError `signing.not_signed`.
    """
    kept = tuple(s for s in tally.signatures if s.country != country)
    if len(kept) == len(tally.signatures):
        raise NotFoundError("signing.not_signed")
    return replace(tally, signatures=kept, as_of=now)


def confirm_tally(tally: Tally, *, now: datetime, source: Text | None = None, of: int | None = None) -> Tally:
    """Return the same count as of now, with another source or total if given."""
    return replace(tally, as_of=now, source=source or tally.source, of=tally.of if of is None else of)


def follow_calling(called: str | None, order: Iterable[str], signed: Collection[str]) -> Calling:
    """Return who is called and who is next: of the States in the `order` of calling, the first that have not signed."""
    still_called = None if called in signed else called
    waiting = [country for country in order if country not in signed and country != still_called]
    return Calling(called=still_called, upcoming=tuple(waiting[:UPCOMING_SIGNATORIES]))
