"""Record outages of screens and their ends, tell of them by letters, and acknowledge notices."""

from collections.abc import Collection, Sequence
from typing import Final

from broadcast.outages.domain import DarkScreen, Outage
from broadcast.outages.ports import MOST_OUTAGES, OutageServices
from conference.audit import SYSTEM, AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.mail.letters import LetterRequest
from conference.mail.rendering import letter_texts
from conference.texts.catalogues import key_family
from conference.transactions import Transaction

DARK: Final = "screens.dark"
RECOVERED: Final = "screens.recovered"
"""Kinds of the letters."""

LETTERS = key_family("letter.", letter_texts((DARK, RECOVERED)))

MOST_NAMED = 20
"""Screens that a letter names; of a flood it gives the number of the others."""


async def record_outages(
    services: OutageServices, dark: Sequence[DarkScreen], current: Collection[str], transaction: Transaction
) -> None:
    """Add the outages of dark screens and end those of current ones; one notice and one letter an address for all."""
    opened = await services.store.list_open(transaction)
    known = {one.screen for one in opened}
    await _add_outages(services, [one for one in dark if one.name not in known], transaction)
    await _end_outages(services, [one for one in opened if one.screen in current], transaction)


async def list_notices(services: OutageServices) -> list[Outage]:
    """Return the outages whose notices wait on the console, the latest notice first; none where it tells of none."""
    if not services.rules.on_console:
        return []
    async with services.transactions.read() as transaction:
        return await services.store.list_unacknowledged(transaction, limit=MOST_OUTAGES)


async def acknowledge_notice(services: OutageServices, notice: str, *, staff: Staff) -> None:
    """Take a notice off the console.

    Raises: NotFoundError: there is none, or it was acknowledged.
    """
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        if not await services.store.acknowledge(transaction, notice, staff_id=staff.id, at=now):
            raise NotFoundError("http_404")
        await transaction.record(
            AuditEntry(actor=staff.id, action="broadcast:outage:acknowledged", subject=notice, at=now)
        )


async def _add_outages(services: OutageServices, dark: Sequence[DarkScreen], transaction: Transaction) -> None:
    if not dark:
        return
    now, notice = services.clock.now(), services.ids.new("ntc")
    outages = [
        Outage(
            id=services.ids.new("out"),
            notice=notice,
            screen=one.name,
            standing=one.standing,
            since=one.since,
            noticed_at=now,
        )
        for one in dark
    ]
    await services.store.add(transaction, outages)
    await _write_letters(services, DARK, outages, transaction)
    await _record_act(services, "broadcast:outage:noticed", outages, transaction)


async def _end_outages(services: OutageServices, ended: Sequence[Outage], transaction: Transaction) -> None:
    if not ended:
        return
    await services.store.end(transaction, [one.id for one in ended], services.clock.now())
    await _write_letters(services, RECOVERED, ended, transaction)
    await _record_act(services, "broadcast:outage:ended", ended, transaction)


async def _record_act(
    services: OutageServices, action: str, outages: Sequence[Outage], transaction: Transaction
) -> None:
    names = " ".join(one.screen for one in outages[:MOST_NAMED])
    details = {"screens": names, "count": len(outages)}
    now = services.clock.now()
    await transaction.record(
        AuditEntry(actor=SYSTEM, action=action, subject=outages[0].notice, at=now, details=details)
    )


async def _write_letters(
    services: OutageServices, kind: str, outages: Sequence[Outage], transaction: Transaction
) -> None:
    """Write each address of the event a letter in the language of its account; none where the site sends no mail."""
    if services.letters is None:
        return
    about, names = outages[0].id, [one.screen for one in outages]
    listed = "\n".join(names[:MOST_NAMED])
    more = f"\n+{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    languages = await services.find_languages(transaction, services.rules.addresses)
    for address in services.rules.addresses:
        request = LetterRequest(
            kind=kind,
            about=about,
            once=f"{about}:{address}",
            address=address,
            name="",
            language=languages.get(address, services.language),
            values={"count": str(len(names)), "screens": f"{listed}{more}"},
            link=f"{services.address}/staff/console",
        )
        await services.letters.write(transaction, request)
