"""The watch-list: its services and pages, and the comparison of applications with it in the background."""

from datetime import date
from functools import partial

from aiohttp import web

from accreditation.applications.domain.events import ApplicationCorrected, ApplicationSubmitted
from accreditation.applications.domain.passports.findings import icao_codes
from accreditation.applications.domain.passports.records import birth_date_of
from accreditation.applications.storage.passport_secret import PassportSecret
from accreditation.applications.storage.passports import SqlPassports
from accreditation.duplicates.services import DuplicateServices
from accreditation.watch_list.actions.importing import WatchListImported
from accreditation.watch_list.actions.matching import match_outdated
from accreditation.watch_list.services import WatchServices
from accreditation.watch_list.storage.entries import SqlWatchList
from accreditation.watch_list.storage.hits import SqlWatchHits
from accreditation.watch_list.storage.log import SqlWatchLog
from accreditation.watch_list.web import imports, watch_list
from accreditation.watch_list.web.watch_list import WATCH_EVENT, WATCH_SERVICES
from conference.texts.countries import countries, passports
from conference.transactions import Transaction
from rostrum.parts.comparisons.background_search import BackgroundSearch
from rostrum.runtime import Runtime


def watch_services(runtime: Runtime, duplicates: DuplicateServices) -> WatchServices:
    """Make the services of the watch-list over the stores of `duplicates`."""
    secret, stored_passports = PassportSecret(runtime.vault), SqlPassports(runtime.vault, runtime.clock)

    async def read_birth_date(transaction: Transaction, application_id: str) -> date | None:
        zone = (await stored_passports.read(transaction, application_id)).zone
        return birth_date_of(zone, runtime.clock.now().date()) if zone else None

    return WatchServices(
        transactions=runtime.transactions,
        watch_list=SqlWatchList(runtime.vault, secret),
        hits=SqlWatchHits(runtime.vault),
        log=SqlWatchLog(),
        people=duplicates.people,
        applications=duplicates.applications,
        secret=secret,
        read_birth_date=read_birth_date,
        issuers={code: icao_codes(code, one.iso3) for code, one in {**passports(), **countries()}.items()},
        write=runtime.transactions.background.add_and_wait,
        write_later=runtime.transactions.background.add,
        clock=runtime.clock,
    )


def install_watch_list(app: web.Application, runtime: Runtime, duplicates: DuplicateServices) -> BackgroundSearch:
    """Install the pages; return the search, which begins when it is entered."""
    services = watch_services(runtime, duplicates)
    app[WATCH_SERVICES], app[WATCH_EVENT] = services, runtime.event
    for module in (watch_list, imports):
        app.router.add_routes(module.routes())
    search = BackgroundSearch("watch list", partial(match_outdated, services))
    for event in (ApplicationSubmitted, ApplicationCorrected, WatchListImported):
        runtime.bus.subscribe(event, search.notify)
    return search
