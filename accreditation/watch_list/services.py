"""Dependencies of the actions on the watch-list, built once by the composition root."""

from msgspec import Struct

from accreditation.applications.ports import Applications
from accreditation.duplicates.ports import ComparedPeople, WriteAndWait
from accreditation.watch_list.domain.importing import Issuers
from accreditation.watch_list.ports import DigestSecret, ReadBirthDate, WatchHits, WatchList, WatchLog, WriteLater
from conference.clock import Clock
from conference.transactions import Transactions


class WatchServices(Struct, frozen=True, kw_only=True):
    """Stores, clock and functions of the actions on the watch-list; `write` and `write_later` write later.

    `issuers` has the codes of countries in passports.
    """

    transactions: Transactions
    watch_list: WatchList
    hits: WatchHits
    log: WatchLog
    people: ComparedPeople
    applications: Applications
    secret: DigestSecret
    read_birth_date: ReadBirthDate
    issuers: Issuers
    write: WriteAndWait
    write_later: WriteLater
    clock: Clock
