"""Instruments deposited towards the entry into force. The count is apart from signatures, with source and time."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from msgspec import Struct

from conference.errors import NotFoundError, RuleError
from conference.languages import Text

REQUIRED = 40
"""Instruments of ratification, acceptance, approval or accession that the Convention needs to enter into force.

Source: United Nations Convention against Cybercrime, article 65, paragraph 1.
"""


class Deposit(Struct, frozen=True, kw_only=True):
    """An instrument of a State or of the European Union ("EU"), and the day of its deposit."""

    country: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratifications:
    """The deposited instruments in the order of deposit, their source and time, and the number for entry into force."""

    source: Text
    as_of: datetime
    deposits: tuple[Deposit, ...] = ()
    required: int = REQUIRED

    def __post_init__(self) -> None:
        if not any(self.source.values()):
            raise ValueError("a count of ratifications needs its source")
        if self.as_of.tzinfo is None:
            raise ValueError("a count of ratifications needs an aware time")


def record_deposit(count: Ratifications, country: str, on: date, *, now: datetime, today: date) -> Ratifications:
    """Return the count with one more instrument, deposited on the day `on`; `today` is the day at the venue.

    Raises: RuleError `ratifications.already_deposited` or `ratifications.in_future`.
    """
    if any(deposit.country == country for deposit in count.deposits):
        raise RuleError("ratifications.already_deposited")
    if on > today:
        raise RuleError("ratifications.in_future")
    deposits = sorted((*count.deposits, Deposit(country=country, on=on)), key=lambda deposit: deposit.on)
    return replace(count, deposits=tuple(deposits), as_of=now)


def remove_deposit(count: Ratifications, country: str, *, now: datetime) -> Ratifications:
    """Return the count without an instrument recorded by mistake.

    Raises: NotFoundError `ratifications.not_deposited`.
    """
    kept = tuple(deposit for deposit in count.deposits if deposit.country != country)
    if len(kept) == len(count.deposits):
        raise NotFoundError("ratifications.not_deposited")
    return replace(count, deposits=kept, as_of=now)


def confirm_ratifications(
    count: Ratifications, *, now: datetime, source: Text | None = None, required: int | None = None
) -> Ratifications:
    """Return the same instruments as of now, with another source or another number for entry into force if given."""
    return replace(count, as_of=now, source=source or count.source, required=required or count.required)
