"""The tally of signatures. A count always has its source and its time (CASES B26)."""

from dataclasses import dataclass, replace
from datetime import datetime

from conference.errors import NotFoundError, RuleError
from conference.languages import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signatory, by ISO 3166 code ("EU" for the Union), and when they signed."""

    country: str
    at: datetime


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


def record_signature(tally: Tally, country: str, *, now: datetime, source: Text | None = None) -> Tally:
    """Return the tally with one more signature.

    Raises: RuleError `signing.already_signed`.
    """
    if any(s.country == country for s in tally.signatures):
        raise RuleError("signing.already_signed")
    signatures = (*tally.signatures, Signature(country=country, at=now))
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
