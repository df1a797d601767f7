"""Ids and numbers by which the audit log names a person, found by what is typed."""

import re

from sqlalchemy import select

from accreditation.applications.ports import ApplicationSearch
from accreditation.badges.storage.tables import badges
from accreditation.grants.tables import grants
from conference.transactions import Transaction
from rostrum.parts.stores import application_store

MOST_PEOPLE = 20
"""People of a name whose entries are searched."""

_ID = re.compile(r"[a-z]+_\w{1,40}|[0-9a-f]{16}")
_BADGE_NUMBER = re.compile(r"[A-Za-z]{1,2}-?\d{4,}")


async def find_people(transaction: Transaction, typed: str) -> list[str]:
    """Return the ids of the applications with a name, reference, badge number or id, and of their badges and grants.

    After the deletion of an application its id and the number of its badge still find its entries.
    """
    text = typed.strip()
    found = [text] if _ID.fullmatch(text) else []
    if _BADGE_NUMBER.fullmatch(text):
        found.append(text.upper())
    people = await _find_applications(transaction, text)
    for table, column in ((badges, badges.c.badge_id), (grants, grants.c.id)):
        wanted = select(column).where(table.c.application_id.in_(people)).distinct()
        found += sorted((await transaction.connection.scalars(wanted)).all())
    return [*found, *people]


async def _find_applications(transaction: Transaction, text: str) -> list[str]:
    numbered = select(badges.c.application_id).where(badges.c.number == text.upper()).distinct()
    people = set((await transaction.connection.scalars(numbered)).all())
    ids = await application_store().list_by_ids(transaction, [text])
    page = await application_store().search(transaction, ApplicationSearch(words=text, limit=MOST_PEOPLE))
    return sorted(people | {one.id for one in ids} | {row.id for row in page.rows})
