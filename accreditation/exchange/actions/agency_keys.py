"""Register and withdraw the public keys of an agency that does not sign in; the installation's own public keys."""

from collections.abc import Sequence
from dataclasses import replace

from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.domain.agency_keys import AgencyKey, KeyPurpose, RegisteredKey
from accreditation.exchange.sealed.site_files import SiteFile, SiteKey
from accreditation.vetting.actions.vetting import PERMISSIONS
from conference.audit import AuditEntry
from conference.auth.roles import ADMINISTER, Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError, RuleError


async def register_key(services: AgencyServices, key: AgencyKey, *, staff: Staff) -> RegisteredKey:
    """Register a public key.

    Raises ForbiddenError, RuleError `agency_key.own_review` for a person who vets and could so decide for both
    agencies (A27), ConflictError `agency_key.registered`.
    """
    _require_registrar(staff)
    registered = RegisteredKey(key, services.applications.clock.now(), staff.id)
    async with services.applications.transactions.write() as transaction:
        if not await services.keys.add(transaction, registered):
            raise ConflictError("agency_key.registered")
        await transaction.record(_entry_of("registered", registered, staff))
    return registered


async def withdraw_key(services: AgencyServices, key_id: str, *, staff: Staff) -> RegisteredKey:
    """Withdraw a key: it signs no verdict any more. Raises ForbiddenError, NotFoundError `agency_key.unknown`."""
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
    async with services.applications.transactions.write() as transaction:
        found = [one for one in await services.keys.list_all(transaction) if one.key.id == key_id]
        if not found:
            raise NotFoundError("agency_key.unknown")
        if not found[0].is_valid:
            return found[0]
        withdrawn = replace(found[0], withdrawn_at=services.applications.clock.now())
        await services.keys.save(transaction, withdrawn)
        await transaction.record(_entry_of("withdrawn", withdrawn, staff))
    return withdrawn


async def list_keys(services: AgencyServices) -> Sequence[RegisteredKey]:
    """List all keys, oldest first."""
    async with services.applications.transactions.read() as transaction:
        return await services.keys.list_all(transaction)


async def read_holder_names(services: AgencyServices) -> dict[str, str]:
    """Return the names of the holders of keys by the ids under which they act."""
    return {one.key.actor: one.key.name for one in await list_keys(services)}


async def read_site_file(services: AgencyServices) -> SiteFile:
    """Return the public keys of the installation that are not withdrawn, for an agency."""
    async with services.applications.transactions.read() as transaction:
        keys = await services.site_keys.list_all(transaction)
    return SiteFile(
        event=services.event.id,
        site=services.site,
        keys=tuple(SiteKey(id=key.id, point=key.point.hex()) for key in keys if key.withdrawn_at is None),
    )


def newest_sealing_key(keys: Sequence[RegisteredKey], agency: str) -> AgencyKey:
    """Return the key to which an agency's batches are sealed. Raises RuleError `batch.no_key`."""
    for one in reversed(keys):
        if one.is_valid and one.key.agency == agency and one.key.purpose is KeyPurpose.SEALING:
            return one.key
    raise RuleError("batch.no_key")


def _require_registrar(staff: Staff) -> None:
    if not may(staff, ADMINISTER):
        raise ForbiddenError("role.missing")
    if any(may(staff, permission) for permission in PERMISSIONS.values()):
        raise RuleError("agency_key.own_review")


def _entry_of(act: str, registered: RegisteredKey, staff: Staff) -> AuditEntry:
    key = registered.key
    return AuditEntry(
        action=f"accreditation:agency_key:{act}",
        actor=staff.id,
        subject=key.actor,
        at=registered.withdrawn_at or registered.registered_at,
        details={"agency": key.agency.value, "purpose": key.purpose.value, "fingerprint": key.fingerprint},
    )
