"""Dependencies of the actions on duplicates, built once by the composition root."""

from dataclasses import dataclass

from accreditation.applications.ports import Applications, Photos
from accreditation.duplicates.ports import ComparedPeople, Hits, HoldApplications, MakePrint, WriteAndWait
from conference.clock import Clock
from conference.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateServices:
    """Stores, clock and functions of the actions on duplicates.

    `hold` puts applications with one passport on hold, `resume` ends such holds. `write` writes in the background.
    """

    transactions: Transactions
    people: ComparedPeople
    hits: Hits
    applications: Applications
    photos: Photos
    make_print: MakePrint
    hold: HoldApplications
    resume: HoldApplications
    write: WriteAndWait
    clock: Clock
