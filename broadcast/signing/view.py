"""Data of the signing page: the register with names, signatures and presence, the call, and the counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from broadcast.board.actions.read import BoardState
from broadcast.board.domain.board import CALLING, RATIFICATIONS, TALLY
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.signing import UPCOMING_SIGNATORIES, Calling, Signature, Tally, follow_calling
from broadcast.signing.actions.register import RegisterView
from broadcast.signing.domain import Proposal, Signatory, calling_order
from conference.texts.countries import countries, countries_in_order, country_name


class SignatoryRow(Struct, frozen=True, kw_only=True):
    """A State on the register with its UN name and place, its signature (None: not signed), and since when its signer
    is in the hall (None: not there)."""

    entry: Signatory
    name: str
    place: int
    signature: Signature | None
    present_at: datetime | None


class SigningView(Struct, frozen=True, kw_only=True):
    """All that the page shows. `upcoming` has the next three; `waiting` are signatures that need a second person."""

    offset: int
    rows: tuple[SignatoryRow, ...]
    called: SignatoryRow | None
    upcoming: tuple[SignatoryRow, ...]
    waiting: tuple[tuple[Proposal, str], ...]
    others: tuple[tuple[str, str], ...]
    tally: Tally | None
    ratifications: Ratifications | None

    def find_row(self, country: str) -> SignatoryRow | None:
        """Return the row of a State, or None."""
        return next((row for row in self.rows if row.entry.country == country), None)


def view_signing(
    state: BoardState, register: RegisterView, present: Mapping[str, datetime], language: str
) -> SigningView:
    """Return the page's data in a language."""
    entries = {key: entry.state for key, entry in state.entries.items()}
    tally, calling, count = entries.get(TALLY), entries.get(CALLING), entries.get(RATIFICATIONS)
    signatures = {one.country: one for one in tally.signatures} if isinstance(tally, Tally) else {}
    rows = tuple(
        SignatoryRow(
            entry=entry,
            name=country_name(entry.country, language),
            place=place,
            signature=signatures.get(entry.country),
            present_at=present.get(entry.country),
        )
        for place, entry in enumerate(register.entries, start=1)
    )
    shown = calling if isinstance(calling, Calling) else follow_calling(None, calling_order(register.entries), ())
    listed = {row.entry.country: row for row in rows}
    return SigningView(
        offset=state.revision.offset,
        rows=rows,
        called=listed.get(shown.called or ""),
        upcoming=tuple(listed[code] for code in shown.upcoming[:UPCOMING_SIGNATORIES] if code in listed),
        waiting=tuple((one, country_name(one.country, language)) for one in register.proposals),
        others=_list_others({*listed, *signatures}, language),
        tally=tally if isinstance(tally, Tally) else None,
        ratifications=count if isinstance(count, Ratifications) else None,
    )


def _list_others(listed: set[str], language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the States that are not on the register."""
    return tuple((one.iso2, one.name[language]) for one in countries_in_order(language) if one.iso2 not in listed)


def deposit_choices(language: str, deposited: Sequence[str]) -> list[tuple[str, str]]:
    """Return code and name of the States without a deposited instrument."""
    return [(one.iso2, one.name[language]) for one in countries_in_order(language) if one.iso2 not in deposited]


def names_of(codes: Sequence[str], language: str) -> dict[str, str]:
    """Return code → UN name."""
    return {code: countries()[code].name[language] for code in codes if code in countries()}
