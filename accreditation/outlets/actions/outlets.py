"""Actions of an accreditation officer on outlets: confirm, edit, block, merge, undo a merge, give late places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accreditation.applications.domain.outlets import Outlet, OutletKind, alias_key
from accreditation.applications.domain.seen import SeenOutlet, require_seen_outlet
from accreditation.outlets.actions.officers import SeenOutletVersion, get_seen_outlet, record_act, require_officer
from accreditation.outlets.domain.merges import OutletMerge
from accreditation.outlets.services import OutletServices
from conference.auth.roles import Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.texts.folding import fold_to_key
from conference.texts.typed_text import read_line
from conference.transactions import Transaction

MAX_ALIASES = 50
MAX_LATE_PLACES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletEdit:
    """What an officer types about an outlet. `aliases` are all its other names."""

    name: str
    aliases: Sequence[str]
    kind: OutletKind | None
    country: str
    quota: int | None


async def confirm_outlet(services: OutletServices, seen: SeenOutlet, *, name: str, staff: Staff) -> Outlet:
    """Confirm an outlet under its correct name; the typed name remains an alias.

    Raises InvalidError for an invalid name, ConflictError for a name of another outlet, and when the outlet has changed
    since it was shown.
    """
    require_officer(staff)
    name = _read_name(name)
    outlets = services.applications.outlets
    async with services.applications.transactions.write() as transaction:
        require_seen_outlet(await outlets.find(transaction, seen.id, lock=True), seen)
        await _require_free_name(services, transaction, name, seen.id)
        await outlets.verify(transaction, seen.id, name)
        await record_act(services, transaction, "outlet:confirmed", actor=staff.id, subject=seen.id)
        return await outlets.get(transaction, seen.id)


async def merge_outlet(services: OutletServices, seen: SeenOutlet, *, target_id: str, staff: Staff) -> Outlet:
    """Merge an outlet into the target: its applications, crew, letters and aliases move to the target.

    Raises NotFoundError, RuleError when both are the same outlet, and ConflictError when the outlet has changed since
    it was shown.
    """
    require_officer(staff)
    if seen.id == target_id:
        raise RuleError("outlet.merge_with_itself")
    applications = services.applications
    async with applications.transactions.write() as transaction:
        source = await applications.outlets.find(transaction, seen.id, lock=True)
        require_seen_outlet(source, seen)
        await applications.outlets.get(transaction, target_id, lock=True)
        applicants, aliases = await applications.outlets.merge(transaction, seen.id, target_id)
        moved = await services.merges.move_crew(transaction, seen.id, target_id)
        merge = OutletMerge(
            id=applications.ids.new("merge"),
            source_id=seen.id,
            source_name=seen.name,
            target_id=target_id,
            officer=staff.id,
            at=applications.clock.now(),
            moved=replace(moved, applications=applicants, aliases=aliases),
        )
        await services.merges.add(transaction, merge)
        details = {"into": target_id, "applications": len(applicants), "merge": merge.id}
        await record_act(services, transaction, "outlet:merged", actor=staff.id, subject=seen.id, **details)
        return await applications.outlets.get(transaction, target_id)


async def merge_by_name(services: OutletServices, seen: SeenOutletVersion, *, into: str, staff: Staff) -> Outlet:
    """Merge an outlet into the one that has this name. Raises InvalidError, and as `merge_outlet`."""
    require_officer(staff)
    outlets = services.applications.outlets
    async with services.applications.transactions.read() as transaction:
        source = await outlets.get(transaction, seen.id)
        target = await outlets.find_by_alias(transaction, into)
    if target is None:
        raise InvalidError("outlet.unknown", {"into": "outlet.unknown"})
    if source.version != seen.version:
        raise ConflictError("outlet.changed", name=source.name)
    shown = SeenOutlet(source.id, source.name, source.verified)
    return await merge_outlet(services, shown, target_id=target.id, staff=staff)


async def undo_merge(services: OutletServices, merge_id: str, *, target_id: str, staff: Staff) -> Outlet:
    """Take a merge into this outlet back: what it moved and the target still has moves back; return the source.

    Raises NotFoundError `outlet.merge_unknown` for a merge of another outlet, RuleError `outlet.merge_undone` for one
    that was taken back, ConflictError `outlet.name_taken` when the name belongs to another outlet now.
    """
    require_officer(staff)
    applications = services.applications
    async with applications.transactions.write() as transaction:
        await applications.outlets.get(transaction, target_id, lock=True)
        merge = await services.merges.find(transaction, merge_id)
        if merge is None or merge.target_id != target_id:
            raise NotFoundError("outlet.merge_unknown")
        if merge.undone_at is not None:
            raise RuleError("outlet.merge_undone")
        owner = await applications.outlets.find_by_alias(transaction, merge.source_name)
        if owner is None or owner.id != merge.target_id:
            raise ConflictError("outlet.name_taken", name=owner.name if owner else merge.source_name)
        moved = merge.moved
        await applications.outlets.unmerge(
            transaction, merge.source_id, target_id, applicants=moved.applications, aliases=moved.aliases
        )
        await services.merges.move_back(transaction, moved, merge.source_id, target_id)
        await services.merges.save_undone(transaction, merge.id, applications.clock.now())
        details = {"from": target_id, "merge": merge.id}
        await record_act(services, transaction, "outlet:unmerged", actor=staff.id, subject=merge.source_id, **details)
        return await applications.outlets.get(transaction, merge.source_id)


async def edit_outlet(services: OutletServices, seen: SeenOutletVersion, edit: OutletEdit, *, staff: Staff) -> Outlet:
    """Save name, other names, kind, country and quota of an outlet, which is confirmed by that.

    Raises InvalidError for invalid names or an unknown country, ConflictError for a name of another outlet, and when
    the outlet has changed since it was shown.
    """
    require_officer(staff)
    name = _read_name(edit.name)
    aliases = _read_aliases(edit.aliases, name)
    if edit.country and edit.country not in services.applications.rules.choices.countries:
        raise InvalidError("choice.missing", {"country": "choice.missing"})
    async with services.applications.transactions.write() as transaction:
        before = await get_seen_outlet(services, transaction, seen)
        for each in (name, *aliases):
            await _require_free_name(services, transaction, each, seen.id)
        after = replace(
            before,
            name=name,
            aliases=aliases,
            kind=edit.kind,
            country=edit.country,
            quota=edit.quota,
            verified=True,
            version=before.version + 1,
        )
        await services.applications.outlets.save(transaction, after)
        changed = [
            field for field in ("name", "aliases", "kind", "country", "quota")
            if getattr(before, field) != getattr(after, field)
        ]  # fmt: skip
        await record_act(services, transaction, "outlet:edited", actor=staff.id, subject=seen.id, fields=changed)
        return after


async def block_outlet(services: OutletServices, seen: SeenOutletVersion, *, is_blocked: bool, staff: Staff) -> Outlet:
    """Block an outlet, or end the block: while it lasts nobody applies for it and its focal points do nothing.

    Raises ConflictError when the outlet has changed since it was shown.
    """
    require_officer(staff)
    async with services.applications.transactions.write() as transaction:
        before = await get_seen_outlet(services, transaction, seen)
        blocked_at = services.applications.clock.now() if is_blocked else None
        after = replace(before, blocked_at=blocked_at, version=before.version + 1)
        await services.applications.outlets.save(transaction, after)
        act = "outlet:blocked" if is_blocked else "outlet:unblocked"
        await record_act(services, transaction, act, actor=staff.id, subject=seen.id)
        return after


async def give_late_places(
    services: OutletServices, seen: SeenOutletVersion, *, number: int, until: datetime, staff: Staff
) -> Outlet:
    """Let the focal points of an outlet add `number` people after the closing, until a moment. 0 ends that.

    Raises InvalidError `outlet.late_until_past`, ConflictError when the outlet has changed since it was shown.
    """
    require_officer(staff)
    if number and until <= services.applications.clock.now():
        raise InvalidError("outlet.late_until_past", {"late_until": "outlet.late_until_past"})
    async with services.applications.transactions.write() as transaction:
        before = await get_seen_outlet(services, transaction, seen)
        after = replace(before, late_places=number, late_until=until if number else None, version=before.version + 1)
        await services.applications.outlets.save(transaction, after)
        details = {"number": number, "until": until.isoformat() if number else ""}
        await record_act(services, transaction, "outlet:late_places", actor=staff.id, subject=seen.id, **details)
        return after


def _read_name(typed: str) -> str:
    name, problem = read_line(typed)
    if problem or not fold_to_key(name):
        raise InvalidError("outlet.name_invalid", {"name": "outlet.name_invalid"})
    return name


def _read_aliases(typed: Sequence[str], name: str) -> tuple[str, ...]:
    lines = [read_line(text) for text in typed if text.strip()]
    if len(lines) > MAX_ALIASES or any(problem or not fold_to_key(text) for text, problem in lines):
        raise InvalidError("outlet.name_invalid", {"aliases": "outlet.name_invalid"})
    by_key = {alias_key(text): text for text, _ in lines}
    return tuple(sorted(text for key, text in by_key.items() if key != alias_key(name)))


async def _require_free_name(services: OutletServices, transaction: Transaction, name: str, outlet_id: str) -> None:
    owner = await services.applications.outlets.find_by_alias(transaction, name)
    if owner is not None and owner.id != outlet_id:
        raise ConflictError("outlet.name_taken", name=owner.name)
