"""Installation of the part `desk`: applications, vetting, badges and grants."""

import secrets
from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from accreditation.access.event_plan import access_plan
from accreditation.annexes.press import TypstInventoryPress
from accreditation.annexes.services import AnnexServices
from accreditation.annexes.storage import SqlAnswers
from accreditation.annexes.web import officer_pages, own_forms
from accreditation.annexes.web.context import ANNEX_SERVICES
from accreditation.annexes.web.own_list import make_own_section
from accreditation.applications.domain.events import ApplicationApproved
from accreditation.applications.domain.links import ApplicantLinks
from accreditation.applications.photo_studio import PillowStudio
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.address_changes import SqlAddressChanges
from accreditation.applications.storage.drafts import SqlDrafts
from accreditation.applications.storage.history import SqlHistory
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.applications.web import addresses, appeals, apply, corrections, drafts, links, status
from accreditation.applications.web.context import APPLICATION_PAGES, ApplicationPages, rules_of
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.badge_desk.web import api as badge_api
from accreditation.badge_desk.web import (
    badge_acts,
    badges,
    call_sheets,
    collection_pass,
    day_badges,
    handing_over,
    printing,
)
from accreditation.badge_desk.web.badge_context import BADGE_SERVICES, DESK_LIST, DOOR_LISTS, GRANT_SERVICES
from accreditation.badge_desk.web.day_badges import DAY_BADGE_SERVICES
from accreditation.badges.actions.badges import BadgeRules, BadgeServices
from accreditation.badges.actions.keys import ensure_signing_key
from accreditation.badges.audience import audience_of
from accreditation.badges.keys import SigningKeys
from accreditation.badges.pass_press import PassPress
from accreditation.badges.ports import Keys
from accreditation.badges.press import TypstPress, missing_letters
from accreditation.badges.storage.print_runs import SqlPrintRuns
from accreditation.day_badges.actions import DayBadgeServices
from accreditation.day_badges.press import TypstDayPress
from accreditation.documents.web.own_section import documents_section
from accreditation.doors.storage.day_badges import SqlDayBadgeUses
from accreditation.doors.storage.door_lists import SqlDoorLists
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.duplicates.web import duplicates
from accreditation.duplicates.web.duplicates import DUPLICATE_EVENT, DUPLICATE_SERVICES
from accreditation.grants.actions import GrantServices
from accreditation.grants.admitting_days import admitting_days
from accreditation.grants.pool_plans import pool_plans
from accreditation.letters.actions.writing import ApplicantLetters
from accreditation.letters.web import letters as letters_page
from accreditation.letters.web.letters import SAMPLE_SERVICES
from accreditation.question_requests.web import make_question_section
from accreditation.vetting.actions.open_files import OpenFileServices, release_files
from accreditation.vetting.actions.releasing import release_applications
from accreditation.vetting.storage import SqlOpenFiles
from accreditation.vetting.web import api as vetting_api
from accreditation.vetting.web import bulk, open_files, passports, releases, vetting
from accreditation.vetting.web.open_files import OPEN_FILES
from conference.auth.logins import SignedOut
from conference.storage.disk_space import DiskReserve
from conference.transactions import Transaction
from rostrum.parts.board.journalist_questions import install_question_requests
from rostrum.parts.comparisons.duplicates import ComparedPassports, duplicate_services, install_search
from rostrum.parts.comparisons.watch_list import install_watch_list
from rostrum.parts.documents import document_services, install_documents
from rostrum.parts.draft_purge import purging_drafts
from rostrum.parts.enclosures import PassEnclosures
from rostrum.parts.issuing import Issuer
from rostrum.parts.letters import (
    AnnouncingBadges,
    AnnouncingCredentials,
    AnnouncingHistory,
    applicant_letters,
    reminder_services,
    reminding,
    sample_services,
)
from rostrum.parts.outbox import install_outbox
from rostrum.parts.outlets import install_outlets, outlet_services
from rostrum.parts.stores import (
    application_store,
    badge_credentials,
    badge_store,
    day_badge_store,
    grant_store,
    outlet_places,
    outlet_store,
)
from rostrum.runtime import Runtime


def install_desk(
    app: web.Application, runtime: Runtime, *, applications: ApplicationServices, badging: BadgeServices
) -> None:
    """Install the desk's pages, and issue due badges while the application runs."""
    app[APPLICATION_PAGES] = ApplicationPages(
        applications,
        runtime.event,
        own_sections=(call_sheets.make_call_section, make_question_section, documents_section, make_own_section),
        write_later=runtime.transactions.background.add,
        is_disk_short=_disk_reserve(runtime).is_reached,
    )
    documents = document_services(runtime, applications)
    install_documents(app, runtime, documents)
    install_outlets(app, runtime, outlet_services(runtime, applications, documents.studio))
    app[BADGE_SERVICES] = badging
    app[DESK_LIST] = SqlDeskList()
    app[DOOR_LISTS] = SqlDoorLists()
    app[GRANT_SERVICES] = _grant_services(runtime)
    app[ANNEX_SERVICES] = _annex_services(runtime, applications)
    install_question_requests(app, runtime, applications)
    app[DAY_BADGE_SERVICES] = day_badge_services(runtime, badging.keys)
    make_enclosure = PassEnclosures(badging)
    app[SAMPLE_SERVICES] = sample_services(runtime, make_enclosure)
    applicants = (apply, drafts, links, addresses, status, corrections, appeals)
    vetters = (vetting, bulk, releases, open_files, duplicates, letters_page)
    forms = (own_forms, officer_pages)
    desk = (badges, badge_acts, call_sheets, collection_pass, day_badges, handing_over, printing)
    for module in (*applicants, *vetters, *forms, *desk):
        app.router.add_routes(module.routes())
    app.router.add_routes([*vetting_api.routes(), *badge_api.routes()])
    app.router.add_routes(passports.routes())
    app[OPEN_FILES] = _install_open_files(runtime)
    app.cleanup_ctx.append(purging_drafts(applications, app[OPEN_FILES], documents, runtime.transactions.background))
    app[DUPLICATE_SERVICES], app[DUPLICATE_EVENT] = duplicate_services(runtime, applications), runtime.event
    search = install_search(app[DUPLICATE_SERVICES], runtime)
    watching = install_watch_list(app, runtime, app[DUPLICATE_SERVICES])
    issuer = Issuer(badging)
    runtime.bus.subscribe(ApplicationApproved, issuer.notify)

    async def issue_badges(_app: web.Application) -> AsyncIterator[None]:
        await ensure_signing_key(badging)
        async with issuer.running(), search.running(), watching.running(), reminding(reminder_services(runtime)):
            yield

    app.cleanup_ctx.append(issue_badges)
    install_outbox(app, runtime, make_enclosure)
    if runtime.settings.smtp_host:
        from rostrum.parts.mail import install_mail  # noqa: PLC0415 - aiosmtplib

        install_mail(app, runtime, make_enclosure)


def _install_open_files(runtime: Runtime) -> OpenFileServices:
    """Make the services of open files; an officer's files are released when the officer signs out."""
    services = OpenFileServices(
        transactions=runtime.transactions,
        open_files=SqlOpenFiles(),
        clock=runtime.clock,
        write_later=runtime.transactions.background.add,
    )

    async def release(event: SignedOut) -> None:
        release_files(services, event.staff_id)

    runtime.bus.subscribe(SignedOut, release)
    return services


def _annex_services(runtime: Runtime, applications: ApplicationServices) -> AnnexServices:
    return AnnexServices(
        transactions=runtime.transactions,
        applications=applications,
        answers=SqlAnswers(),
        letters=applicant_letters(runtime),
        press=TypstInventoryPress(runtime.event),
        event=runtime.event,
    )


def _disk_reserve(runtime: Runtime) -> DiskReserve:
    """Return the reserve on the disk of SQLite's file. That of PostgreSQL is usually on another machine."""
    file = runtime.database.file
    return DiskReserve(file.parent if file else None, runtime.settings.disk_reserve_mb << 20)


def application_services(runtime: Runtime, letters: ApplicantLetters | None = None) -> ApplicationServices:
    """Make the services of applications and vetting. Their acts are announced by `letters`."""
    return ApplicationServices(
        transactions=runtime.transactions,
        applications=application_store(),
        history=AnnouncingHistory(letters) if letters else SqlHistory(),
        outlets=outlet_store(),
        places=outlet_places(runtime.event, runtime.clock),
        photos=SqlPhotos(),
        passports=ComparedPassports(runtime.vault, runtime.clock),
        studio=PillowStudio(),
        credentials=AnnouncingCredentials(letters) if letters else badge_credentials(),
        clock=runtime.clock,
        ids=runtime.ids,
        rules=rules_of(runtime.event),
        links=ApplicantLinks(runtime.link_key, runtime.settings.address),
        drafts=SqlDrafts(),
        address_changes=SqlAddressChanges(),
        duplicates=SqlHits(),
        letters=runtime.letters,
        missing_letters=missing_letters,
    )


def badge_services(
    runtime: Runtime, keys: SigningKeys, applications: ApplicationServices, letters: ApplicantLetters | None = None
) -> BadgeServices:
    """Make the services of badges. Their acts are announced by `letters`; hand-overs release withheld decisions."""
    event = runtime.event

    async def release_decisions(transaction: Transaction, application_ids: Sequence[str], /, *, actor: str) -> None:
        await release_applications(applications, transaction, application_ids, actor=actor)

    return BadgeServices(
        transactions=runtime.transactions,
        badges=AnnouncingBadges(letters) if letters else badge_store(),
        print_runs=SqlPrintRuns(),
        keys=keys,
        press=TypstPress(event),
        passes=PassPress(event),
        plan=access_plan(event, audience_of(event).claim),
        rules=BadgeRules(
            frozenset(reason.code for reason in event.reissue_reasons),
            frozenset(reason.code for reason in event.revocation_reasons),
        ),
        clock=runtime.clock,
        new_badge_id=lambda: secrets.token_hex(8),
        release_decisions=release_decisions,
    )


def day_badge_services(runtime: Runtime, keys: Keys) -> DayBadgeServices:
    """Make the services of one-day badges."""
    event = runtime.event
    return DayBadgeServices(
        transactions=runtime.transactions,
        store=day_badge_store(),
        numbers=badge_store(),
        uses=SqlDayBadgeUses(),
        keys=keys,
        press=TypstDayPress(event),
        plan=access_plan(event, audience_of(event).claim),
        zone=event.zone_info,
        most_a_day=event.day_badges,
        clock=runtime.clock,
        new_badge_id=lambda: secrets.token_hex(8),
    )


def _grant_services(runtime: Runtime) -> GrantServices:
    return GrantServices(
        transactions=runtime.transactions,
        badges=badge_store(),
        grants=grant_store(),
        plan=access_plan(runtime.event, audience_of(runtime.event).claim),
        pools=pool_plans(runtime.event),
        days=admitting_days(runtime.event),
        clock=runtime.clock,
        ids=runtime.ids,
    )
