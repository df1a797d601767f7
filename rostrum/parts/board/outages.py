"""Installation of the notices of dark screens: the task that watches, and the console's notices."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import timedelta
from functools import partial

from aiohttp import web

from broadcast.console.console import STAFF_STREAM
from broadcast.feed.service import FEED
from broadcast.outages.actions import record_outages
from broadcast.outages.domain import DarkScreen, OutageRules
from broadcast.outages.ports import OutageServices
from broadcast.outages.runtime import OutageWatch
from broadcast.outages.storage import SqlOutages
from broadcast.outages.web import api, notices
from broadcast.outages.web.notices import OUTAGE_WATCH, OUTAGES
from broadcast.rehearsal.web.context import HOST
from broadcast.screens.storage import SqlScreenStore
from conference.auth.logins import normal_email
from conference.auth.storage import list_languages
from conference.event import Event
from conference.languages import FALLBACK
from conference.tasks import end
from conference.transactions import Transaction
from rostrum.runtime import Runtime

_WRITE = "outages of screens"


def install_outages(app: web.Application, runtime: Runtime) -> None:
    """Watch the paired screens while the application runs, and tell of dark ones as the event says."""
    services = outage_services(runtime)
    watch = OutageWatch(
        services,
        app[FEED],
        list_paired_names,
        is_on=_is_on(app, runtime),
        record=partial(_record_later, runtime, services),
        on_change=app[STAFF_STREAM].look_again,
    )
    app[OUTAGES], app[OUTAGE_WATCH] = services, watch
    for module in (api, notices):
        app.router.add_routes(module.routes())
    if services.rules.are_off:
        return

    async def watch_screens(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(watch.run(), name=_WRITE)
        yield
        await end(task)

    app.cleanup_ctx.append(watch_screens)


async def list_paired_names(transaction: Transaction) -> list[str]:
    """Return the names of the paired screens: any client may claim another name."""
    return [screen.name for screen in await SqlScreenStore().list_screens(transaction) if screen.is_paired]


async def find_languages(transaction: Transaction, addresses: Collection[str]) -> dict[str, str]:
    """Return the languages of the staff accounts with some e-mail addresses, by address as it is given."""
    stored = {address: normal_email(address) for address in addresses}
    found = await list_languages(transaction.connection, set(stored.values()))
    return {address: found[email] for address, email in stored.items() if email in found}


def outage_services(runtime: Runtime) -> OutageServices:
    """Make the services of outages."""
    return OutageServices(
        transactions=runtime.transactions,
        store=SqlOutages(),
        rules=rules_of(runtime.event),
        clock=runtime.clock,
        ids=runtime.ids,
        find_languages=find_languages,
        letters=runtime.letters if runtime.settings.smtp_host else None,
        language=FALLBACK if FALLBACK in runtime.event.languages else runtime.event.languages[0],
        address=runtime.settings.address,
    )


def rules_of(event: Event) -> OutageRules:
    """Return who is told of dark screens, by the event."""
    rules = event.screens
    return OutageRules(
        after=timedelta(seconds=rules.notice_after_s),
        on_console="console" in rules.notices,
        addresses=rules.notice_mail if "mail" in rules.notices else (),
    )


def _record_later(
    runtime: Runtime, services: OutageServices, dark: Sequence[DarkScreen], current: Collection[str]
) -> None:
    runtime.transactions.background.add(_WRITE, partial(record_outages, services, dark, current), key=_WRITE)


def _is_on(app: web.Application, runtime: Runtime) -> Callable[[], bool]:
    """Return a function that tells whether it is a day of the event at the venue, or this node serves a rehearsal."""
    event = runtime.event

    def is_on() -> bool:
        today = runtime.clock.now().astimezone(event.zone_info).date()
        return event.starts_on <= today <= event.ends_on or app[HOST].opened is not None

    return is_on
