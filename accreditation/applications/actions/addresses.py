"""Actions on the address of an applicant: request a change, confirm it at both addresses, stop it.

The secret in a letter authorises the confirmation of the address to which it was sent, and the stop.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.applications.actions.applying import get_by_link, make_step, record_step
from accreditation.applications.actions.seen import get_seen
from accreditation.applications.domain.address_changes import CHANGE_LIFE, AddressChange, Side, apply_address_change
from accreditation.applications.domain.applications import Application, secret_digest
from accreditation.applications.domain.history import Act, Change
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import APPLICANT, ApplicationServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RuleError
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.texts.email_addresses import read_email
from conference.transactions import Transaction

CONFIRM_LETTER, CHANGED_LETTER = "application.address_confirm", "application.address_changed"
LETTER_TEXTS = key_family("letter.", letter_texts([CONFIRM_LETTER, CHANGED_LETTER]))

WriteUntil = Callable[[str, datetime], str]
"""Format a moment in a language."""


class AskedChange(Struct, frozen=True):
    """Change that a letter is about, with its application and the address to which the letter went."""

    change: AddressChange
    application: Application
    side: Side


async def request_address_change(
    services: ApplicationServices, *, secret: str, typed: str, write_until: WriteUntil
) -> AddressChange:
    """Request the change to a typed address, in the place of an earlier request; both addresses get a letter.

    Raises InvalidError `email.invalid` and `email.unchanged`, by the field `email`.
    """
    address = read_email(typed)
    if address is None:
        raise InvalidError("email.invalid", {"email": "email.invalid"})
    secrets = {side: services.ids.secret() for side in Side}
    async with services.transactions.write() as transaction:
        application = await get_by_link(services, transaction, secret, lock=True)
        if address == application.applicant.email:
            raise InvalidError("email.unchanged", {"email": "email.unchanged"})
        change = AddressChange(
            application_id=application.id,
            address=address,
            expires_at=services.clock.now() + CHANGE_LIFE,
            earlier_hash=secret_digest(secrets[Side.EARLIER]),
            new_hash=secret_digest(secrets[Side.NEW]),
        )
        await services.address_changes.save(transaction, change)
        await _record_act(services, transaction, application.id, "address_requested")
        language = application.applicant.language
        until = write_until(language, change.expires_at)
        for side, recipient in ((Side.EARLIER, application.applicant.email), (Side.NEW, address)):
            await _write_letter(
                services,
                transaction,
                application,
                kind=CONFIRM_LETTER,
                address=recipient,
                link=services.links.address_link(secrets[side], language),
                values={"address": address, "until": until},
            )
    return change


async def find_own_change(services: ApplicationServices, application: Application) -> AddressChange | None:
    """Return the change of an application that waits for confirmations, or None."""
    async with services.transactions.read() as transaction:
        return await services.address_changes.find(transaction, application.id, now=services.clock.now())


async def find_asked_change(services: ApplicationServices, *, secret: str) -> AskedChange | None:
    """Return the change that the letter with this secret is about, or None after its end."""
    async with services.transactions.read() as transaction:
        return await _find_asked(services, transaction, secret, lock=False)


async def confirm_address(services: ApplicationServices, *, secret: str) -> bool:
    """Confirm a change for the address of the letter; return whether it has taken effect. Raises NotFoundError."""
    async with services.transactions.write() as transaction:
        asked = await _get_asked(services, transaction, secret)
        return await _confirm_side(services, transaction, asked)


async def stop_address_change(services: ApplicationServices, *, secret: str) -> None:
    """Stop a change. Raises NotFoundError."""
    async with services.transactions.write() as transaction:
        asked = await _get_asked(services, transaction, secret)
        await services.address_changes.delete(transaction, asked.application.id)
        await _record_act(services, transaction, asked.application.id, "address_stopped")


async def confirm_earlier_address(
    services: ApplicationServices, seen: SeenVersion, *, address: str, staff: Staff
) -> None:
    """Confirm a change in the place of an earlier address that receives no letters, after checking the identity.

    `address` is the requested one that the officer saw. Raises ForbiddenError, NotFoundError, ConflictError when the
    application or the requested address has changed since it was shown, RuleError `address.not_confirmed` before the
    new address has confirmed.
    """
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("vetting.not_your_agency")
    async with services.transactions.write() as transaction:
        application = await get_seen(services, transaction, seen, agency=None)
        change = await services.address_changes.find(transaction, application.id, now=services.clock.now())
        if change is None:
            raise NotFoundError("address.unknown")
        if change.address != address:
            raise ConflictError("address.changed", address=change.address)
        if not change.new_confirmed:
            raise RuleError("address.not_confirmed")
        asked = AskedChange(change, application, Side.EARLIER)
        await _confirm_side(services, transaction, asked, officer=staff.id)


async def _confirm_side(
    services: ApplicationServices, transaction: Transaction, asked: AskedChange, *, officer: str | None = None
) -> bool:
    application, change = asked.application, asked.change
    confirmed = change.confirm(asked.side)
    if not confirmed.is_confirmed:
        await services.address_changes.save(transaction, confirmed)
        await _record_act(services, transaction, application.id, "address_confirmed")
        return False
    await services.address_changes.delete(transaction, application.id)
    after = apply_address_change(application, change.address)
    await services.applications.save(transaction, after)
    changes = (Change("email", application.applicant.email, change.address),)
    step = replace(make_step(services, after, Act.ADDRESS_CHANGED), changes=changes, officer=officer)
    await record_step(services, transaction, after, step)
    values = {"address": change.address}
    own = services.links.applicant_link(after, after.applicant.language)
    for recipient, link in ((application.applicant.email, ""), (change.address, own)):
        await _write_letter(
            services, transaction, after, kind=CHANGED_LETTER, address=recipient, link=link, values=values
        )
    return True


async def _find_asked(
    services: ApplicationServices, transaction: Transaction, secret: str, *, lock: bool
) -> AskedChange | None:
    digest, now = secret_digest(secret), services.clock.now()
    change = await services.address_changes.find_by_secret(transaction, digest, now=now)
    if change is None:
        return None
    application = await services.applications.get(transaction, change.application_id, lock=lock)
    current = await services.address_changes.find_by_secret(transaction, digest, now=now)
    return AskedChange(current, application, current.side_of(digest)) if current else None


async def _get_asked(services: ApplicationServices, transaction: Transaction, secret: str) -> AskedChange:
    asked = await _find_asked(services, transaction, secret, lock=True)
    if asked is None:
        raise NotFoundError("address.unknown")
    return asked


async def _record_act(services: ApplicationServices, transaction: Transaction, application_id: str, act: str) -> None:
    action = f"accreditation:application:{act}"
    await transaction.record(AuditEntry(action, APPLICANT, application_id, services.clock.now()))


async def _write_letter(
    services: ApplicationServices,
    transaction: Transaction,
    application: Application,
    *,
    kind: str,
    address: str,
    link: str,
    values: dict[str, str],
) -> None:
    request = LetterRequest(
        kind=kind,
        about=application.id,
        once=services.ids.new("address"),
        address=address,
        name="",
        language=application.applicant.language,
        values={"reference": reference_of(application.id), **values},
        link=link,
        confidential=True,
    )
    await services.letters.write(transaction, request)
