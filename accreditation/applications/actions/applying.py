"""Actions of an applicant: upload a photo, submit, read, correct, withdraw.

The secret in the applicant's link is the authorisation. The secret of a form authorises its photo before submission.
"""

import asyncio
from dataclasses import replace
from typing import IO

from accreditation.applications.actions.badges_of_edits import renew_badge
from accreditation.applications.actions.outlet_choice import correct_outlet_id, take_outlet_id
from accreditation.applications.actions.passports import kept_zone, make_passport
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.appeals import apply_appeal
from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Field,
    Finding,
    apply_submission,
    require_unchanged,
    secret_digest,
)
from accreditation.applications.domain.corrections import (
    apply_correction,
    apply_edit,
    changed_fields,
    keeps_badge,
    list_open_fields,
)
from accreditation.applications.domain.drafts import DRAFT_LIFE
from accreditation.applications.domain.events import (
    ApplicationCorrected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    RefusalAppealed,
)
from accreditation.applications.domain.history import Act, Step, list_changes, shown_to_applicant
from accreditation.applications.domain.links import application_id_in
from accreditation.applications.domain.outlets import Outlet, spelling_key
from accreditation.applications.domain.passports.records import NewPassport
from accreditation.applications.domain.photos import StoredPhoto
from accreditation.applications.domain.progress import BadgeTimes
from accreditation.applications.domain.releases import (
    apply_unseen_withdrawal,
    as_acted_on,
    as_shown,
    is_withheld,
    keep_withheld,
)
from accreditation.applications.services import APPLICANT, ApplicationServices
from conference.audit import AuditEntry
from conference.errors import ConflictError, NotFoundError, RuleError
from conference.transactions import Transaction

WITHDRAWN = "withdrawn"
"""Reason code of badges that end because the applicant withdraws."""


async def save_draft_photo(services: ApplicationServices, upload: bytes | IO[bytes], *, secret: str) -> StoredPhoto:
    """Prepare and save the photo of a form before it is submitted or corrected, replacing an earlier photo.

    `secret` is that of the form, or that of the link for a correction.

    Raises InvalidError with a `photo.*` code.
    """
    photo = await services.studio.prepare(upload)
    now, photo_id = services.clock.now(), services.ids.new("photo")
    async with services.transactions.write() as transaction:
        key = await _find_photo_key(services, transaction, secret)
        await services.photos.purge_drafts(transaction, now=now)
        await services.photos.add_draft(transaction, photo_id, photo, secret_hash=key, expires_at=now + DRAFT_LIFE)
    return StoredPhoto(photo_id, None, photo.sha256, advice=photo.advice)


async def find_missing_letters(services: ApplicationServices, text: str) -> tuple[str, ...]:
    """Return the letters of a text that a badge cannot show; the Latin name is printed in the place of such a name."""
    return tuple(await asyncio.to_thread(services.missing_letters, text))


async def find_draft_photo(services: ApplicationServices, *, secret: str) -> StoredPhoto | None:
    """Return the saved photo of an unsubmitted form, or that of a correction under its link, or None."""
    now = services.clock.now()
    async with services.transactions.read() as transaction:
        return await services.photos.find_draft(
            transaction, await _find_photo_key(services, transaction, secret), now=now
        )


async def find_correction_photo(services: ApplicationServices, application: Application) -> StoredPhoto | None:
    """Return the newly uploaded photo of the correction form if its photo is open, or else the application's photo."""
    is_open = Field.PHOTO in list_open_fields(application)
    async with services.transactions.read() as transaction:
        find, key = services.photos.find_draft, _correction_key(application)
        draft = await find(transaction, key, now=services.clock.now()) if is_open else None
        return draft or await services.photos.find(transaction, application.photo_id or "")


async def find_badge_times(services: ApplicationServices, application: Application) -> BadgeTimes | None:
    """Return when the valid badge was printed and collected; None without one, and before a decision is released."""
    if application.withheld is not None or not keeps_badge(application):
        return None
    async with services.transactions.read() as transaction:
        return await services.credentials.find_badge_times(transaction, application.id)


async def find_submitted(services: ApplicationServices, *, secret: str) -> tuple[Application, Outlet | None] | None:
    """Return the application that was submitted with this form, and its outlet; None before submission."""
    async with services.transactions.read() as transaction:
        application = await services.applications.find_by_secret(transaction, secret_digest(secret))
        if application is None:
            return None
        outlet_id = application.outlet_id
        return application, await services.outlets.get(transaction, outlet_id) if outlet_id else None


def is_same_submission(application: Application, outlet: Outlet | None, answers: Answers) -> bool:
    """Return whether the answers repeat the application, as opposed to a new one from the same page."""
    names = {spelling_key(name) for name in (outlet.name, *outlet.aliases)} if outlet else {None}
    same_outlet = (spelling_key(answers.outlet) if answers.outlet else None) in names
    answered = (answers.applicant, answers.function, answers.category)
    return same_outlet and answered == (application.applicant, application.function, application.category)


async def submit_application(
    services: ApplicationServices, answers: Answers, *, secret: str, is_late: bool = False
) -> Application:
    """Submit a form with the photo saved under its `secret`.

    `is_late` marks it as submitted after the closing. A second submission returns the first application. Raises
    RuleError `application.photo_missing`.
    """
    try:
        async with services.transactions.write() as transaction:
            return await add_application(services, transaction, answers, secret_digest(secret), is_late=is_late)
    except (ConflictError, RuleError):
        async with services.transactions.read() as transaction:
            application = await services.applications.find_by_secret(transaction, secret_digest(secret))
        if application is None:
            raise
        return application  # the same form was submitted concurrently


async def add_application(
    services: ApplicationServices,
    transaction: Transaction,
    answers: Answers,
    digest: str,
    *,
    is_late: bool = False,
    officer: str | None = None,
) -> Application:
    """Add the application of a form with this digest and the photo saved under it, or return the one added before.

    `officer` hands it in for the applicant. Raises RuleError `application.photo_missing`, and as `take_outlet_id`.
    """
    now = services.clock.now()
    submitted = await services.applications.find_by_secret(transaction, digest)
    if submitted is not None:
        return submitted
    photo = await services.photos.find_draft(transaction, digest, now=now)
    application_id = services.ids.new("app")
    passport = make_passport(services, application_id, answers.passport) if answers.passport else None
    draft = Application(
        id=application_id,
        secret_hash=digest,
        applicant=answers.applicant,
        function=answers.function,
        category=answers.category,
        outlet_id=await take_outlet_id(services, transaction, answers, form_hash=digest),
        photo_id=photo.id if photo else None,
        passport_id=passport.id if passport else None,
        consent_at=now,
        link_generation=1,
    )
    application = apply_submission(draft, at=now, is_late=is_late)
    await services.applications.add(transaction, application)
    await services.photos.attach(transaction, application.photo_id or "", application.id)
    if passport:
        await services.passports.save(transaction, passport)
    await services.drafts.delete(transaction, digest)
    step = make_step(services, application, Act.SUBMITTED)
    await record_step(services, transaction, application, replace(step, officer=officer))
    transaction.emit(ApplicationSubmitted(application.id, now))
    return application


async def find_application(services: ApplicationServices, *, secret: str) -> Application:
    """Return the application of the link. Raises NotFoundError `application.unknown`."""
    async with services.transactions.read() as transaction:
        return as_shown(await get_by_link(services, transaction, secret), services.clock.now())


async def find_linked_application(services: ApplicationServices, *, secret: str) -> Application | None:
    """Return the application that a link with this secret opens, or None."""
    async with services.transactions.read() as transaction:
        application = await find_by_link(services, transaction, secret)
    return as_shown(application, services.clock.now()) if application else None


async def correct_application(
    services: ApplicationServices, answers: Answers, *, secret: str, seen_version: int, message: str = ""
) -> Application:
    """Correct the application by the form, the new photo if one was saved, and a message.

    It answers a request for information, or changes an approved application. Values of fields that are not open are
    ignored, the photo too. Raises ConflictError when the application changed since `seen_version` or its badge is being
    printed, RuleError without a request, or without a change of an approved application.
    """
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        stored = await get_by_link(services, transaction, secret, lock=True)
        before = as_acted_on(stored, now)
        if not list_open_fields(before):
            raise RuleError("application.correct_not_now", state=before.state.value)
        require_unchanged(before, seen_version)
        photo = await services.photos.find_draft(transaction, _correction_key(before), now=now)
        passport = await _make_changed_passport(services, transaction, before, answers)
        after = replace(
            before,
            applicant=answers.applicant,
            function=answers.function,
            category=answers.category,
            outlet_id=await correct_outlet_id(services, transaction, answers, before),
            photo_id=photo.id if photo else before.photo_id,
            passport_id=passport.id if passport else before.passport_id,
        )
        corrected = apply_edit(before, after) if before.is_approved else apply_correction(before, after)
        application = keep_withheld(replace(stored, withheld=before.withheld), corrected)
        if photo and application.photo_id == photo.id:
            await services.photos.attach(transaction, photo.id, application.id)
        if passport and application.passport_id == passport.id:
            await services.passports.save(transaction, passport)
        await services.applications.save(transaction, application)
        step = replace(
            make_step(services, application, Act.EDITED if before.is_approved else Act.CORRECTED),
            agency=_only_asking_agency(before),
            message=message,
            changes=list_changes(
                before, application, await _list_outlet_names(services, transaction, before, application)
            ),
        )
        fields = sorted(field.value for field in changed_fields(before, application))
        await record_step(services, transaction, application, step, fields=fields)
        if before.is_approved:
            await _renew_badge(services, transaction, before, application)
        transaction.emit(ApplicationCorrected(application.id, now))
    return application


async def appeal_refusal(services: ApplicationServices, text: str, *, secret: str) -> Application:
    """Appeal against the refusal or revocation of the application. Raises as `apply_appeal`."""
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        before = await get_by_link(services, transaction, secret, lock=True)
        application = apply_appeal(as_acted_on(before, now), text, rules=services.rules.appeals, at=now)
        await services.applications.save(transaction, application)
        step = replace(
            make_step(services, application, Act.APPEALED),
            agency=application.appeal.agency if application.appeal else None,
            message=text,
        )
        await record_step(services, transaction, application, step)
        transaction.emit(RefusalAppealed(application.id, now))
    return application


async def list_own_steps(services: ApplicationServices, application: Application) -> list[Step]:
    """List the steps of the application that its applicant may see, oldest first."""
    async with services.transactions.read() as transaction:
        steps = await services.history.list_steps(transaction, application.id)
    return shown_to_applicant(steps, services.clock.now())


async def withdraw_application(services: ApplicationServices, *, secret: str) -> Application:
    """Withdraw the application; its badges end in the same transaction.

    Raises RuleError when it is refused or withdrawn already.
    """
    async with services.transactions.write() as transaction:
        return await withdraw_found(services, transaction, await get_by_link(services, transaction, secret, lock=True))


async def withdraw_found(services: ApplicationServices, transaction: Transaction, before: Application) -> Application:
    """Withdraw a locked application; its badges end in the same transaction. Raises as `withdraw_application`."""
    now = services.clock.now()
    application = apply_unseen_withdrawal(before, now)
    await services.applications.save(transaction, application)
    if keeps_badge(before):
        await services.credentials.end(transaction, before.id, reason=WITHDRAWN, actor=APPLICANT, at=now)
    step = replace(make_step(services, application, Act.WITHDRAWN), ends_withheld=is_withheld(before, now))
    await record_step(services, transaction, application, step)
    transaction.emit(ApplicationWithdrawn(application.id, before.is_approved, now))
    return application


async def find_outlet(services: ApplicationServices, application: Application) -> Outlet | None:
    """Return the outlet of an application, None for a freelancer."""
    if application.outlet_id is None:
        return None
    async with services.transactions.read() as transaction:
        return await services.outlets.get(transaction, application.outlet_id)


async def read_photo(services: ApplicationServices, photo_id: str, *, thumbnail: bool = False) -> bytes:
    """Return the JPEG bytes of a photo. The caller checks that the reader may see it."""
    async with services.transactions.read() as transaction:
        return await services.photos.get_content(transaction, photo_id, thumbnail=thumbnail)


async def get_by_link(
    services: ApplicationServices, transaction: Transaction, secret: str, *, lock: bool = False
) -> Application:
    """Return the application that a link with this secret opens. Raises NotFoundError `application.unknown`."""
    application = await find_by_link(services, transaction, secret, lock=lock)
    if application is None:
        raise NotFoundError("application.unknown")
    return application


async def find_by_link(
    services: ApplicationServices, transaction: Transaction, secret: str, *, lock: bool = False
) -> Application | None:
    """Return the application that a link with this secret opens, or None."""
    application_id = application_id_in(secret)
    named = await services.applications.find(transaction, application_id, lock=lock) if application_id else None
    if named is not None and services.links.is_current(named, secret):
        return named
    earlier = await services.applications.find_by_secret(transaction, secret_digest(secret), lock=lock)
    return earlier if earlier is not None and earlier.link_generation == 0 else None


async def _find_photo_key(services: ApplicationServices, transaction: Transaction, secret: str) -> str:
    """Return the key of the photo of an unsubmitted form, or of a correction."""
    application = await find_by_link(services, transaction, secret)
    return secret_digest(secret) if application is None else _correction_key(application)


async def _make_changed_passport(
    services: ApplicationServices, transaction: Transaction, before: Application, answers: Answers
) -> NewPassport | None:
    """Return the passport of a correction, None when none was typed or it is the stored one."""
    if answers.passport is None:
        return None
    stored = await services.passports.read(transaction, before.id)
    is_same = stored.zone == kept_zone(services.rules, answers.passport)
    return None if is_same else make_passport(services, before.id, answers.passport)


def _correction_key(application: Application) -> str:
    """Return the key of the photo of a correction: the same for each link, and not that of the submitted form."""
    return secret_digest(application.id)


async def _list_outlet_names(
    services: ApplicationServices, transaction: Transaction, *versions: Application
) -> dict[str, str]:
    ids = {application.outlet_id for application in versions if application.outlet_id}
    return {outlet_id: (await services.outlets.get(transaction, outlet_id)).name for outlet_id in sorted(ids)}


async def _renew_badge(
    services: ApplicationServices, transaction: Transaction, before: Application, after: Application
) -> None:
    try:
        await renew_badge(services, transaction, before, after, actor=APPLICANT, at=services.clock.now())
    except ConflictError as error:
        raise ConflictError("application.badge_in_print") from error


def _only_asking_agency(application: Application) -> Agency | None:
    """Return the agency that an answer is addressed to, None when both have asked."""
    asking = [agency for agency, check in application.checks.items() if check.finding is Finding.NEEDS_INFORMATION]
    return asking[0] if len(asking) == 1 else None


def make_step(services: ApplicationServices, application: Application, act: Act) -> Step:
    """Return the step of an applicant's act that led to this version of the application."""
    return Step(application_id=application.id, version=application.version, at=services.clock.now(), act=act)


async def record_step(
    services: ApplicationServices, transaction: Transaction, application: Application, step: Step, **details: object
) -> None:
    """Record a step in the history and, without personal data, in the audit trail.

    `step.officer` is the id of the officer who acts for the applicant, if one does.
    """
    await services.history.add(transaction, step)
    entry = AuditEntry(
        action=f"accreditation:application:{step.act}",
        actor=step.officer or APPLICANT,
        subject=application.id,
        at=step.at,
        details={"state": application.state.value, "version": application.version, **details},
    )
    await transaction.record(entry)
