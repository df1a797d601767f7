"""Actions on the register. Each writes the entries, an audit entry and the call that follows in one transaction.

All raise ForbiddenError without the permission to operate the board.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from broadcast.board.actions.commit import BoardCommand, LockedBoard, add_writes, must_operate, stamp
from broadcast.board.domain.board import CALLING, TALLY
from broadcast.board.domain.signing import Tally
from broadcast.board.ports import ChangeAuthor
from broadcast.signing import domain as rules
from broadcast.signing.domain import Proposal, Signatory, SignerDraft
from broadcast.signing.ports import SigningServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.texts.countries import countries
from conference.transactions import Transaction

FOLLOWED = "broadcast:calling:updated"

Rule = Callable[[Sequence[Signatory], datetime], Sequence[Signatory]]


class RegisterView(Struct, frozen=True, kw_only=True):
    """The register in the order of calling, and the signatures that wait for a second person."""

    entries: tuple[Signatory, ...]
    proposals: tuple[Proposal, ...]


class RegisterCommand(Struct, frozen=True, kw_only=True):
    """What an operator changes of one State on the register. `expected` is the version that the operator saw."""

    action: str
    country: str
    operator: Staff
    expected: int | None = None
    details: Mapping[str, object] = {}


async def read_register(services: SigningServices) -> RegisterView:
    """Return the register, and the signatures that wait, without those of States that have signed meanwhile."""
    async with services.board.transactions.read() as transaction:
        entries = rules.merge_register(services.seed, await services.register.list_stored(transaction))
        proposals = await services.register.list_proposals(transaction)
        entry = await services.board.store.find_entry(transaction, TALLY)
    tally = entry.state if entry is not None else None
    signed = {one.country for one in tally.signatures} if isinstance(tally, Tally) else set()
    return RegisterView(entries=entries, proposals=tuple(one for one in proposals if one.country not in signed))


async def add_signatory(services: SigningServices, country: str, *, operator: Staff) -> None:
    """Put a State (or "EU") on the register, at the end.

    Raises: InvalidError `signing.unknown_country`, RuleError `signing.on_register`.
    """
    command = RegisterCommand(action="broadcast:signatory:added", country=country, operator=operator)
    await _change_register(services, command, lambda register, _: [rules.add_signatory(register, country, countries())])


async def edit_signer(
    services: SigningServices, country: str, draft: SignerDraft, *, operator: Staff, expected: int | None = None
) -> None:
    """Store name and rank of the person who signs for a State.

    Raises: NotFoundError `signing.not_on_register`, ConflictError `signing.register_changed`, InvalidError by field.
    """
    command = RegisterCommand(
        action="broadcast:signatory:edited", country=country, operator=operator, expected=expected
    )
    await _change_entry(services, command, lambda entry, _: rules.edit_signer(entry, draft))


async def tie_badge(
    services: SigningServices, country: str, text: str, *, operator: Staff, expected: int | None = None
) -> None:
    """Store the badge of the person who signs for a State, by the number that was typed; "" removes it.

    Raises: the errors of `edit_signer`, InvalidError `signing.unknown_badge`.
    """
    command = RegisterCommand(
        action="broadcast:signatory:badge_tied", country=country, operator=operator, expected=expected
    )
    must_operate(operator)
    async with services.board.transactions.read() as transaction:
        found = await services.badges.find(transaction, text) if text.strip() else None
    if found is None and text.strip():
        raise InvalidError("signing.unknown_badge", {"badge": "signing.unknown_badge"})
    badge_id, number = (found.badge_id, found.number) if found else ("", "")
    await _change_entry(services, command, lambda entry, _: replace(entry, badge_id=badge_id, badge_number=number))


async def check_powers(
    services: SigningServices, country: str, *, is_checked: bool, operator: Staff, expected: int | None = None
) -> None:
    """Record that the full powers of the signer were checked, or that they were not.

    Raises: the errors of `edit_signer`, RuleError `signing.no_signer`.
    """
    action = "broadcast:powers:checked" if is_checked else "broadcast:powers:unchecked"
    command = RegisterCommand(action=action, country=country, operator=operator, expected=expected)

    def rule(entry: Signatory, now: datetime) -> Signatory:
        if is_checked:
            return rules.check_powers(entry, by=operator.name, now=now)
        return replace(entry, powers_at=None, powers_by="")

    await _change_entry(services, command, rule)


async def decline_signature(
    services: SigningServices, country: str, *, has_declined: bool, operator: Staff, expected: int | None = None
) -> None:
    """Record that a State does not sign, or that it intends to sign after all. Raises: the errors of `edit_signer`."""
    action = "broadcast:signatory:declined" if has_declined else "broadcast:signatory:declared"
    command = RegisterCommand(action=action, country=country, operator=operator, expected=expected)
    await _change_entry(services, command, lambda entry, now: replace(entry, declined_at=now if has_declined else None))


async def move_signatory(services: SigningServices, country: str, place: int, *, operator: Staff) -> None:
    """Move a State to a place in the order of calling, from 1. Raises: NotFoundError `signing.not_on_register`."""
    command = RegisterCommand(
        action="broadcast:signatory:moved", country=country, operator=operator, details={"place": place}
    )
    await _change_register(services, command, lambda register, _: rules.move_signatory(register, country, place))


async def _change_entry(
    services: SigningServices, command: RegisterCommand, rule: Callable[[Signatory, datetime], Signatory]
) -> None:
    def change_one(register: Sequence[Signatory], now: datetime) -> Sequence[Signatory]:
        entry = rules.find_signatory(register, command.country)
        rules.require_version(entry, command.expected)
        changed = rule(entry, now)
        return [] if changed == entry else [changed]

    await _change_register(services, command, change_one)


async def _change_register(services: SigningServices, command: RegisterCommand, rule: Rule) -> None:
    must_operate(command.operator)
    board, now = services.board, services.board.clock.now()
    async with board.transactions.write() as transaction:
        locked = LockedBoard(await board.store.lock(transaction))
        register = rules.merge_register(services.seed, await services.register.list_stored(transaction))
        changed = rule(register, now)
        if not changed:
            return
        await services.register.save(transaction, changed)
        followed = BoardCommand(key=CALLING, action=FOLLOWED, operator=command.operator)
        await _follow_calling(services, transaction, locked, stamp(followed, now))
        entry = AuditEntry(command.action, command.operator.id, f"signatory/{command.country}", now, command.details)
        await transaction.record(entry)


async def _follow_calling(
    services: SigningServices, transaction: Transaction, locked: LockedBoard, by: ChangeAuthor
) -> None:
    """Let the public call follow the register."""
    followers = services.board.followers
    writes = await followers.follow(transaction, ()) if followers is not None else ()
    if writes:
        await add_writes(services.board, transaction, locked, writes, by=by)
