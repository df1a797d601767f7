"""Queries over outlets: the list of officers, and the people that count against a quota."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.outlets import OutletKind
from accreditation.applications.storage.outlets import SqlOutlets
from accreditation.applications.storage.tables import applications, outlet_aliases, outlets
from accreditation.outlets.domain.crews import MemberState
from accreditation.outlets.ports import OutletPage
from accreditation.outlets.storage.tables import crew_members
from conference.texts.folding import search_terms
from conference.transactions import Transaction

_ENDED = (State.REFUSED.value, State.WITHDRAWN.value)


class SqlOutletLists:
    """`accreditation.outlets.ports.OutletLists` on SQLite and PostgreSQL."""

    def __init__(self, outlet_store: SqlOutlets) -> None:
        self._outlets = outlet_store

    async def search(
        self, transaction: Transaction, words: str, *, offset: int, limit: int, kind: OutletKind | None = None
    ) -> OutletPage:
        """Return outlets with a name in any spelling that has the words, by name; merged ones are left out."""
        conditions: list[ColumnElement[bool]] = [outlets.c.merged_into.is_(None)]
        conditions += [or_(*map(_has_alias, alternatives)) for alternatives in search_terms(words)]
        conditions += [outlets.c.kind == kind.value] if kind else []
        total = await transaction.connection.scalar(select(func.count()).select_from(outlets).where(*conditions))
        page = select(outlets.c.id).where(*conditions).order_by(outlets.c.name, outlets.c.id)
        ids = (await transaction.connection.scalars(page.offset(offset).limit(limit))).all()
        return OutletPage(tuple(await self._outlets.list_by_ids(transaction, ids)), total or 0)

    async def count_used(
        self, transaction: Transaction, outlet_ids: Collection[str], now: datetime, *, without_form: str = ""
    ) -> Mapping[str, int]:
        """Return how many people each outlet has: on its crew's list, and applicants who are not on it."""
        used = dict.fromkeys(outlet_ids, 0)
        joined = crew_members.outerjoin(applications, applications.c.secret_hash == crew_members.c.form_hash)
        listed = (
            select(crew_members.c.outlet_id, func.count())
            .select_from(joined)
            .where(
                crew_members.c.outlet_id.in_(outlet_ids),
                crew_members.c.state == MemberState.INVITED.value,
                or_(applications.c.id.is_(None), _takes_place(now)),
                func.coalesce(crew_members.c.form_hash, "") != (without_form or "-"),
            )
            .group_by(crew_members.c.outlet_id)
        )
        is_listed = exists().where(
            crew_members.c.form_hash == applications.c.secret_hash,
            crew_members.c.outlet_id == applications.c.outlet_id,
            crew_members.c.state == MemberState.INVITED.value,
        )
        others = (
            select(applications.c.outlet_id, func.count())
            .where(
                applications.c.outlet_id.in_(outlet_ids),
                applications.c.submitted_at.is_not(None),
                _takes_place(now),
                ~is_listed,
                applications.c.secret_hash != without_form,
            )
            .group_by(applications.c.outlet_id)
        )
        for counting in (listed, others):
            for outlet_id, count in await transaction.connection.execute(counting):
                used[outlet_id] += count
        return used

    async def list_delegation(self, transaction: Transaction, country: str) -> list[str]:
        """Return the ids of the outlets of official media of a country."""
        official = and_(outlets.c.kind == OutletKind.OFFICIAL.value, outlets.c.country == country)
        wanted = select(outlets.c.id).where(official, outlets.c.merged_into.is_(None))
        return list(await transaction.connection.scalars(wanted))

    async def list_applicants(self, transaction: Transaction, outlet_id: str) -> list[str]:
        """Return the ids of the submitted applications of an outlet, newest first."""
        columns = applications.c
        wanted = select(columns.id).where(columns.outlet_id == outlet_id, columns.submitted_at.is_not(None))
        return list(await transaction.connection.scalars(wanted.order_by(columns.submitted_at.desc(), columns.id)))


def _takes_place(now: datetime) -> ColumnElement[bool]:
    """Return whether an application takes a place; the end of one is not told by a free place before its release."""
    return or_(applications.c.state.not_in(_ENDED), applications.c.withheld_until > now)


def _has_alias(word: str) -> ColumnElement[bool]:
    has_word = outlet_aliases.c.search_words.contains(word, autoescape=True)
    return outlets.c.id.in_(select(outlet_aliases.c.outlet_id).where(has_word))
