"""Loading of the fictional press corps through the actions of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import Struct

from accreditation.applications.actions.applying import save_draft_photo, submit_application, withdraw_application
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Agency, Applicant, Application, Finding
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.domain.photos import PreparedPhoto
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from accreditation.badges.actions.badges import BadgeServices, hand_over_badges, issue_run, reissue_badge
from accreditation.badges.actions.printing import confirm_print_run, start_print_run
from accreditation.badges.domain.badges import Badge, IdentityCheck
from accreditation.vetting.actions.vetting import record_finding, revoke_approval
from accreditation.vetting.domain import FindingInput
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.storage.nested_transactions import NestedTransactions
from conference.texts.typed_text import clean_line
from rostrum.demo.press_corps.drawing import drawn_photos
from rostrum.demo.press_corps.nested_transaction import DrawnPhotos, KnownIds
from rostrum.demo.press_corps.people import BadgeStep, CorpsApplication, CorpsOutlet, Outcome, PressCorps

People = Sequence[CorpsApplication]
Photos = Mapping[str, PreparedPhoto]

BATCH_SIZE = 43
"""Applications in one transaction: a tenth of the corps, so that a running server is blocked for a second, not ten."""

NOTE = "Fictional person of the sample press corps."
"""Note of the officers on every finding, which marks the sample as fictional."""

SECURITY_REASONS = frozenset({"security_check"})
"""Refusal reasons that the security agency gives; all others are the accreditation agency's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadServices:
    """Services and staff of the load: an officer of each agency and a clerk of the badge desk."""

    applications: ApplicationServices
    badges: BadgeServices
    accreditation_officer: Staff
    security_officer: Staff
    badge_clerk: Staff

    def officer(self, agency: Agency) -> Staff:
        """Return the officer of the agency."""
        return self.accreditation_officer if agency is Agency.ACCREDITATION else self.security_officer


class LoadReport(Struct, frozen=True):
    """Result of a load: outlets and applications added, badges issued, applications already present."""

    outlets: int
    applications: int
    badges: int
    present: int


async def load_press_corps(
    load_services: LoadServices, corps: PressCorps, *, progress: Callable[[int], None] | None = None
) -> LoadReport:
    """Add every missing application of the corps, with its findings, badges and later changes.

    An application and its consequences are one transaction, so that the next load continues an interrupted one, and
    loaded applications are never changed again. `progress` is called with the number of further applications present,
    of `len(corps.applications)`.

    Raises the errors of the actions; the failed transaction is rolled back.
    """
    report_progress = progress or (lambda count: None)
    outlets = await _add_outlets(load_services, corps.outlets)
    missing = await _list_missing(load_services.applications, corps)
    present = len(corps.applications) - len(missing)
    report_progress(present)
    badges = 0
    async with drawn_photos([person.key for person in missing], corps.seed) as photos:
        for start in range(0, len(missing), BATCH_SIZE):
            people = missing[start : start + BATCH_SIZE]
            drawn = {person.key: await anext(photos) for person in people}
            badges += await _add_people(load_services, corps, people, drawn)
            report_progress(len(people))
    return LoadReport(outlets, len(missing), badges, present)


def application_id(person: CorpsApplication) -> str:
    """Return the application id of a person of the corps, by which a second load finds it."""
    return f"app_{person.key.replace('-', '')}"


async def _list_missing(services: ApplicationServices, corps: PressCorps) -> People:
    ids = [application_id(person) for person in corps.applications]
    async with services.transactions.read() as transaction:
        stored_ids = {application.id for application in await services.applications.list_by_ids(transaction, ids)}
    return [person for person in corps.applications if application_id(person) not in stored_ids]


async def _add_outlets(load_services: LoadServices, outlets: Sequence[CorpsOutlet]) -> int:
    """Add the outlets whose names are not stored yet, confirmed by the accreditation officer."""
    services, added = load_services.applications, 0
    officer, now = load_services.accreditation_officer, services.clock.now()
    async with services.transactions.write() as transaction:
        for outlet in outlets:
            new = Outlet(services.ids.new("outlet"), clean_line(outlet.name), verified=True, aliases=outlet.aliases)
            if (await services.outlets.add(transaction, new)).id == new.id:
                await transaction.record(AuditEntry("accreditation:outlet:confirmed", officer.id, new.id, now))
                added += 1
    return added


async def _add_people(load_services: LoadServices, corps: PressCorps, people: People, photos: Photos) -> int:
    """Apply for, vet and issue badges to these people, print and hand them over, in one transaction.

    Return the number of badges issued.
    """
    async with load_services.applications.transactions.write() as transaction:
        transactions = NestedTransactions(transaction)
        services = replace(load_services.applications, transactions=transactions, studio=DrawnPhotos(photos))
        batch_services = replace(
            load_services, applications=services, badges=replace(load_services.badges, transactions=transactions)
        )
        for person in people:
            await _apply_and_vet(batch_services, corps, person)
        ids = {application_id(person): person for person in people}
        issued = await issue_run(batch_services.badges, actor=load_services.badge_clerk.id, only=ids)
        await _print_and_hand_over(batch_services, [(badge, ids[badge.application_id]) for badge in issued])
        reissued = [await _apply_later_changes(batch_services, badge, ids[badge.application_id]) for badge in issued]
    return len(issued) + sum(reissued)


async def _apply_and_vet(load_services: LoadServices, corps: PressCorps, person: CorpsApplication) -> None:
    services = replace(
        load_services.applications, ids=KnownIds(load_services.applications.ids, {"app": application_id(person)})
    )
    secret = services.ids.secret()
    await save_draft_photo(services, person.key.encode(), secret=secret)
    application = await submit_application(services, _make_answers(person, corps), secret=secret)
    if person.outcome is Outcome.WITHDRAWN:
        await withdraw_application(services, secret=services.links.secret_of(application))
    elif person.outcome is Outcome.REFUSED:
        agency = Agency.SECURITY if person.reason in SECURITY_REASONS else Agency.ACCREDITATION
        refusal = FindingInput(finding=Finding.REFUSED, reason=person.reason, note=NOTE)
        await _record_finding(load_services, application, refusal, agency)
    else:
        for agency in [Agency(person.approved_by)] if person.approved_by else Agency:
            application = await _record_finding(
                load_services, application, FindingInput(finding=Finding.APPROVED, note=NOTE), agency
            )


async def _record_finding(
    load_services: LoadServices, application: Application, finding_input: FindingInput, agency: Agency
) -> Application:
    seen, officer = SeenVersion.of(application), load_services.officer(agency)
    return await record_finding(load_services.applications, finding_input, agency=agency, seen=seen, staff=officer)


async def _print_and_hand_over(load_services: LoadServices, issued: Sequence[tuple[Badge, CorpsApplication]]) -> None:
    services, clerk = load_services.badges, load_services.badge_clerk
    printed = [(badge, person) for badge, person in issued if person.badge_step is not BadgeStep.ISSUED]
    if not printed:
        return
    run_id = printed[0][0].id
    start = await start_print_run(services, run_id, [badge.id for badge, _ in printed], staff=clerk)
    await confirm_print_run(services, run_id, staff=clerk)
    left_out = {one.badge_id for one in start.left_out}
    for badge, person in printed:
        if person.badge_step is BadgeStep.HANDED_OVER and badge.id not in left_out:
            await hand_over_badges(services, [badge.id], identity=IdentityCheck.PASSPORT, staff=clerk)


async def _apply_later_changes(load_services: LoadServices, badge: Badge, person: CorpsApplication) -> bool:
    """Revoke or reissue a badge if the person says so. Return whether it was reissued."""
    if person.revoked:
        services = load_services.applications
        async with services.transactions.read() as transaction:
            approved = await services.applications.get(transaction, badge.application_id)
        await revoke_approval(
            services,
            agency=Agency.SECURITY,
            seen=SeenVersion.of(approved),
            staff=load_services.security_officer,
            reason=person.revoked,
        )
    if person.reissued:
        await reissue_badge(load_services.badges, badge.id, reason=person.reissued, staff=load_services.badge_clerk)
    return bool(person.reissued)


def _make_answers(person: CorpsApplication, corps: PressCorps) -> Answers:
    """Return the form's answers, with the native name cleaned as a typed line."""
    applicant = Applicant(
        native_name=clean_line(person.native_name),
        family_name=person.family_name,
        given_name=person.given_name,
        email=person.email,
        phone=person.phone,
        country=person.country,
        language=person.language,
    )
    outlet = corps.outlet(person.outlet_ids[0]).name if person.outlet_ids else None
    return Answers(applicant, outlet, person.function, person.category)
