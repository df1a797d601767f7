"""The watch-list over the test's applications, with a vault whose key is in memory."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import date

from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.passport_secret import PassportSecret
from accreditation.duplicates.services import DuplicateServices
from accreditation.watch_list.services import WatchServices
from accreditation.watch_list.storage.entries import SqlWatchList
from accreditation.watch_list.storage.hits import SqlWatchHits
from accreditation.watch_list.storage.log import SqlWatchLog
from conference.transactions import Transaction
from conference.vault.keyring import WrappingKey, fixed_key_ring
from conference.vault.vault import Vault
from rostrum import roles
from tests.support.application_samples import staff

WATCH_OFFICER = staff("thu", roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER)

TABLE = """Name,Other names,Date of birth,Passport country,Passport number,Remark
Omar Khalil Darwish,Abu Salim|عمر درويش,1980-02-03,JO,K7654321,seen in 2019
Wang Xiaolan,,,CN,,
"""
HEADINGS = {
    "name": ["Name"], "aliases": ["Other names"], "birth_date": ["Date of birth"], "country": ["Passport country"],
    "number": ["Passport number"], "remark": ["Remark"],
}  # fmt: skip


ISSUERS = {"JO": ["JOR"], "CN": ["CHN"], "VN": ["VNM"]}


def make_watch_services(desk: ApplicationServices, duplicates: DuplicateServices) -> WatchServices:
    """Return the services over the stores of `desk`."""
    vault = Vault(fixed_key_ring([WrappingKey("0" * 16, secrets.token_bytes(32))]), desk.clock)
    secret = PassportSecret(vault)

    async def born(_transaction: Transaction, application_id: str) -> date | None:
        return {"app_8": date(1980, 2, 3), "app_9": date(1999, 9, 9)}.get(application_id)

    pending: list[Callable[[Transaction], Awaitable[None]]] = []

    def write_later(_name: str, act: Callable[[Transaction], Awaitable[None]]) -> None:
        pending.append(act)

    return WatchServices(
        transactions=desk.transactions,
        watch_list=SqlWatchList(vault, secret),
        hits=SqlWatchHits(vault),
        log=SqlWatchLog(),
        people=duplicates.people,
        applications=desk.applications,
        secret=secret,
        read_birth_date=born,
        issuers=ISSUERS,
        write=duplicates.write,
        write_later=write_later,
        clock=desk.clock,
    )
