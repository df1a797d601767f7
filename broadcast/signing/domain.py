"""The register of intended signatories, and signatures that wait for a second person: for staff, never on the board."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import Struct

from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.texts.typed_text import clean_line, problem_of

NAME_LENGTH = 200
"""Maximum number of characters of a signer's name and of a rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A State (or "EU") that intends to sign, its place in the order of calling, and its signer.

    `powers_at` and `powers_by`: when and by whom (name) the full powers were checked. `declined_at`: when the State
    said that it does not sign. `badge_id`: the badge of the signer, whose presence in the hall is shown.
    """

    country: str
    order: int
    signer_name: str = ""
    signer_rank: str = ""
    powers_at: datetime | None = None
    powers_by: str = ""
    declined_at: datetime | None = None
    badge_id: str = ""
    badge_number: str = ""
    version: int = 0

    @property
    def is_expected(self) -> bool:
        """Whether the State is to be called."""
        return self.declined_at is None


class Proposal(Struct, frozen=True, kw_only=True):
    """A signature of a State that is not on the register: proposed by one operator, to be confirmed by another one."""

    id: str
    country: str
    in_plenary: bool
    proposed_by: str
    proposed_by_name: str
    proposed_at: datetime


class SignerDraft(Struct, frozen=True, kw_only=True):
    """What protocol has typed about a signer."""

    name: str
    rank: str


def merge_register(seed: Sequence[str], stored: Iterable[Signatory]) -> tuple[Signatory, ...]:
    """Return the register in the order of calling: the event's signatories, with what protocol has entered.

    `seed` are the event's signatories in their order; each is on the register until protocol stores it otherwise.
    """
    entries = {country: Signatory(country=country, order=n) for n, country in enumerate(seed, start=1)}
    entries |= {entry.country: entry for entry in stored}
    return tuple(sorted(entries.values(), key=lambda entry: (entry.order, entry.country)))


def find_signatory(register: Iterable[Signatory], country: str) -> Signatory:
    """Return the entry of a State.

    Raises: NotFoundError `signing.not_on_register`.
    """
    found = next((entry for entry in register if entry.country == country), None)
    if found is None:
        raise NotFoundError("signing.not_on_register")
    return found


def calling_order(register: Iterable[Signatory]) -> tuple[str, ...]:
    """Return the States that are to be called, in order."""
    return tuple(entry.country for entry in register if entry.is_expected)


def may_sign(register: Iterable[Signatory], country: str) -> bool:
    """Return whether a State is on the register and has not declined, so that one person may record its signature."""
    return any(entry.country == country and entry.is_expected for entry in register)


def add_signatory(register: Sequence[Signatory], country: str, known: Collection[str]) -> Signatory:
    """Return a new entry at the end of the register.

    Raises: InvalidError `signing.unknown_country`, RuleError `signing.on_register`.
    """
    if country not in known:
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})
    if any(entry.country == country for entry in register):
        raise RuleError("signing.on_register")
    return Signatory(country=country, order=max((entry.order for entry in register), default=0) + 1)


def edit_signer(entry: Signatory, draft: SignerDraft) -> Signatory:
    """Return the entry with another signer. Powers that were checked for another name are to be checked again.

    Raises: InvalidError `field.not_allowed` or `field.too_long` with the field.
    """
    name, rank = clean_line(draft.name), clean_line(draft.rank)
    problems = {
        field: problem
        for field, text in (("name", name), ("rank", rank))
        if (problem := problem_of(text, most=NAME_LENGTH)) is not None
    }
    if problems:
        error = InvalidError("http_422", {field: problem.code for field, problem in problems.items()})
        error.field_params = {field: problem.params for field, problem in problems.items()}
        raise error
    if name != entry.signer_name:
        entry = replace(entry, powers_at=None, powers_by="")
    return replace(entry, signer_name=name, signer_rank=rank)


def check_powers(entry: Signatory, *, by: str, now: datetime) -> Signatory:
    """Return the entry with full powers that `by` has checked.

    Raises: RuleError `signing.no_signer`: the register does not name the signer yet.
    """
    if not entry.signer_name:
        raise RuleError("signing.no_signer")
    return replace(entry, powers_at=now, powers_by=by)


def move_signatory(register: Sequence[Signatory], country: str, place: int) -> tuple[Signatory, ...]:
    """Return the entries whose order changes when a State is moved to a place in the order of calling, from 1.

    Raises: NotFoundError `signing.not_on_register`.
    """
    moved = find_signatory(register, country)
    others = [entry for entry in register if entry.country != country]
    index = min(max(place, 1), len(register)) - 1
    ordered = [*others[:index], moved, *others[index:]]
    placed = [(n, entry) for n, entry in enumerate(ordered, start=1) if entry.order != n]
    return tuple(replace(entry, order=n) for n, entry in placed)


def require_second_person(proposal: Proposal, confirming: str) -> None:
    """Raise RuleError `signing.same_person` when the operator who confirms is the one who proposed."""
    if proposal.proposed_by == confirming:
        raise RuleError("signing.same_person")


def require_version(entry: Signatory, expected: int | None) -> None:
    """Raise ConflictError `signing.register_changed` when the entry has changed since the operator saw it."""
    if expected is not None and expected != entry.version:
        raise ConflictError("signing.register_changed")
