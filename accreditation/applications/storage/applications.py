"""SQL store of applications: one row each, updated by compare-and-set on the version."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from accreditation.applications.domain.applications import (
    OPEN,
    Agency,
    Applicant,
    Application,
    Check,
    Field,
    Finding,
    Hold,
    State,
)
from accreditation.applications.domain.duplicates import email_key, name_key
from accreditation.applications.domain.progress import read_reference
from accreditation.applications.ports import ApplicationPage, ApplicationRow, ApplicationSearch, NoteChange
from accreditation.applications.storage.decision_json import (
    appeal_from_json,
    appeal_to_json,
    decision_from_json,
    decision_to_json,
    open_appeal_agency,
    withheld_from_json,
    withheld_to_json,
)
from accreditation.applications.storage.tables import applications, outlet_aliases, outlets
from conference.errors import ConflictError, NotFoundError
from conference.texts.email_addresses import with_stored_addresses
from conference.texts.folding import search_terms, searchable
from conference.transactions import Transaction

_FINDINGS = {
    Agency.ACCREDITATION: applications.c.accreditation_finding,
    Agency.SECURITY: applications.c.security_finding,
}

_CORRECTED = {
    Agency.ACCREDITATION: applications.c.accreditation_corrected_fields,
    Agency.SECURITY: applications.c.security_corrected_fields,
}


class SqlApplications:
    """`accreditation.applications.ports.Applications` on SQLite and PostgreSQL."""

    def __init__(self, note_change: NoteChange, ids_of_hits: Select[tuple[str]] | None = None) -> None:
        """`ids_of_hits` selects the ids of the applications in open hits, for the search for these."""
        self._note_change = note_change
        self._ids_of_hits = ids_of_hits

    async def add(self, transaction: Transaction, application: Application) -> None:
        """Add a new application. Raises ConflictError when its secret is in use."""
        try:
            await transaction.connection.execute(insert(applications).values(values_of(application)))
        except IntegrityError as error:
            raise ConflictError("application.exists") from error

    async def save(self, transaction: Transaction, application: Application) -> None:
        """Save a changed application. Raises ConflictError unless its version is the stored version plus one."""
        statement = update(applications).where(
            applications.c.id == application.id, applications.c.version == application.version - 1
        )
        result = await transaction.connection.execute(statement.values(values_of(application)))
        if result.rowcount != 1:
            raise ConflictError("application.changed", state=application.state.value, version=application.version)
        self._note_change(transaction, application.id)

    async def get(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> Application:
        """Return the application; `lock` locks its row until the transaction ends. Raises NotFoundError."""
        application = await self.find(transaction, application_id, lock=lock)
        if application is None:
            raise NotFoundError("application.unknown")
        return application

    async def find(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> Application | None:
        """Return the application as `get`, or None."""
        return await self._find_where(transaction, applications.c.id == application_id, lock=lock)

    async def find_by_secret(
        self, transaction: Transaction, secret_hash: str, *, lock: bool = False
    ) -> Application | None:
        """Return the application that was submitted with the form of this secret, or None."""
        return await self._find_where(transaction, applications.c.secret_hash == secret_hash, lock=lock)

    async def _find_where(
        self, transaction: Transaction, where: ColumnElement[bool], *, lock: bool
    ) -> Application | None:
        statement = select(applications).where(where)
        row = (await transaction.connection.execute(statement.with_for_update() if lock else statement)).first()
        return None if row is None else _row_to_application(row)

    async def list_of_address(self, transaction: Transaction, key: str, *, limit: int) -> list[Application]:
        """Return the submitted applications of an address, given as its `email_key`, newest first."""
        of_address = (applications.c.email_key == key) & applications.c.submitted_at.is_not(None)
        newest_first = (applications.c.submitted_at.desc(), applications.c.id.desc())
        rows = await transaction.connection.execute(
            select(applications).where(of_address).order_by(*newest_first).limit(limit)
        )
        return [_row_to_application(row) for row in rows]

    async def list_by_ids(self, transaction: Transaction, application_ids: Sequence[str]) -> list[Application]:
        """Return the applications that exist, in the order of `application_ids`."""
        rows = await transaction.connection.execute(select(applications).where(applications.c.id.in_(application_ids)))
        by_id = {row.id: _row_to_application(row) for row in rows}
        return [by_id[application_id] for application_id in application_ids if application_id in by_id]

    async def list_rows(self, transaction: Transaction, application_ids: Sequence[str]) -> list[ApplicationRow]:
        """Return the rows of the applications that exist, in the order of `application_ids`."""
        if not application_ids:
            return []
        rows = await transaction.connection.execute(_select_rows().where(applications.c.id.in_(application_ids)))
        by_id = {row.id: _row_to_list_row(row) for row in rows}
        return [by_id[application_id] for application_id in application_ids if application_id in by_id]

    async def search(self, transaction: Transaction, search: ApplicationSearch) -> ApplicationPage:
        """Return a page of the list: a waiting list corrected first, then oldest first; other lists newest first."""
        where = _search_condition(search)
        if search.duplicates_only and self._ids_of_hits is not None:
            where = and_(where, applications.c.id.in_(self._ids_of_hits))
        counted = select(func.count()).select_from(applications).where(where)
        total = counted.correlate(None).scalar_subquery().label("total")
        rows = (await transaction.connection.execute(_page_query(search, where).add_columns(total))).all()
        if not rows and search.offset:
            return ApplicationPage((), await transaction.connection.scalar(counted) or 0)
        return ApplicationPage(tuple(_row_to_list_row(row) for row in rows), rows[0].total if rows else 0)

    async def count_states(self, transaction: Transaction) -> Mapping[State, int]:
        """Return the number of applications by state; states without applications are absent."""
        statement = select(applications.c.state, func.count()).group_by(applications.c.state)
        return {State(state): count for state, count in await transaction.connection.execute(statement)}

    async def list_withheld(self, transaction: Transaction, now: datetime) -> list[str]:
        """List the applications whose decision is not released yet, those first that are released first."""
        waiting = select(applications.c.id).where(applications.c.withheld_until > now)
        ordered = waiting.order_by(applications.c.withheld_until, applications.c.id)
        return list(await transaction.connection.scalars(ordered))

    async def count_withheld(self, transaction: Transaction, now: datetime) -> tuple[int, datetime | None]:
        """Return the number of decisions that are not released yet, and the first time of a release."""
        until = applications.c.withheld_until
        counted = select(func.count(), func.min(until, type_=until.type)).where(until > now)
        count, first = (await transaction.connection.execute(counted)).one()
        return count, first

    async def count_waiting(self, transaction: Transaction, agency: Agency) -> int:
        """Return the number of open applications without a finding of the agency."""
        statement = select(func.count()).select_from(applications).where(_waiting_condition(agency))
        return await transaction.connection.scalar(statement) or 0


def _waiting_condition(agency: Agency) -> ColumnElement[bool]:
    return and_(applications.c.state.in_([state.value for state in OPEN]), _FINDINGS[agency].is_(None))


def _search_condition(search: ApplicationSearch) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [applications.c.submitted_at.is_not(None)]
    if search.waiting_for:
        conditions.append(_waiting_condition(search.waiting_for))
    elif search.states:
        conditions.append(applications.c.state.in_([state.value for state in search.states]))
    if search.appealed_to:
        conditions.append(applications.c.appealed_to == search.appealed_to.value)
    if search.late_only:
        conditions.append(applications.c.late)
    conditions += list_name_conditions(search.words)
    return and_(*conditions)


def list_name_conditions(typed: str) -> list[ColumnElement[bool]]:
    """Return a condition for each typed word: the applicant's names, address or outlet contain it in any spelling.

    A text that may be a reference number also finds the application of this number.
    """
    terms = search_terms(with_stored_addresses(typed))
    conditions = [or_(*map(_name_condition, alternatives)) for alternatives in terms]
    reference = read_reference(typed)
    return conditions if reference is None else [or_(and_(*conditions), applications.c.id.endswith(reference))]


def _name_condition(word: str) -> ColumnElement[bool]:
    in_outlets = select(outlet_aliases.c.outlet_id).where(outlet_aliases.c.search_words.contains(word, autoescape=True))
    return applications.c.search_words.contains(word, autoescape=True) | applications.c.outlet_id.in_(in_outlets)


def _page_query(search: ApplicationSearch, where: ColumnElement[bool]) -> Select[Any]:
    oldest_first = (applications.c.submitted_at, applications.c.id)
    newest_first = [column.desc() for column in oldest_first]
    return (
        _select_rows()
        .where(where)
        .order_by(*((_CORRECTED[search.waiting_for].is_(None), *oldest_first) if search.waiting_for else newest_first))
        .limit(search.limit)
        .offset(search.offset)
    )


def _select_rows() -> Select[Any]:
    columns = select(applications, outlets.c.name.label("outlet_name"), outlets.c.verified.label("outlet_verified"))
    return columns.select_from(applications.outerjoin(outlets, applications.c.outlet_id == outlets.c.id))


def _row_to_list_row(row: Row[Any]) -> ApplicationRow:
    application = _row_to_application(row)
    return ApplicationRow(
        id=application.id,
        native_name=application.applicant.native_name,
        latin_name=application.applicant.latin_name,
        outlet=row.outlet_name,
        is_outlet_unknown=row.outlet_verified is False,
        state=application.state,
        function=application.function,
        country=application.applicant.country,
        photo_id=application.photo_id,
        submitted_at=application.submitted_at,
        is_late=application.is_late,
        withheld_until=application.withheld.until if application.withheld else None,
        version=application.version,
        findings={agency: check.finding for agency, check in application.checks.items()},
        answers_by={agency: check.answer_by for agency, check in application.checks.items() if check.answer_by},
        corrected=application.corrected,
    )


def values_of(application: Application) -> dict[str, Any]:
    """Return the column values of an application."""
    applicant, checks = application.applicant, application.checks
    latin_name = f"{applicant.given_name} {applicant.family_name}"
    return {
        "id": application.id,
        "secret_hash": application.secret_hash,
        "state": application.state.value,
        "native_name": applicant.native_name,
        "family_name": applicant.family_name,
        "given_name": applicant.given_name,
        "name_key": name_key(latin_name),
        "email": applicant.email,
        "email_key": email_key(applicant.email),
        "phone": applicant.phone,
        "country": applicant.country,
        "language": applicant.language,
        "outlet_id": application.outlet_id,
        "function": application.function,
        "category": application.category,
        "photo_id": application.photo_id,
        "passport_id": application.passport_id,
        "consent_at": application.consent_at,
        "submitted_at": application.submitted_at,
        "late": application.is_late,
        "checks": {agency.value: _check_to_json(check) for agency, check in checks.items()},
        "accreditation_finding": _finding_value(checks, Agency.ACCREDITATION),
        "security_finding": _finding_value(checks, Agency.SECURITY),
        "accreditation_corrected_fields": _fields_value(application.corrected, Agency.ACCREDITATION),
        "security_corrected_fields": _fields_value(application.corrected, Agency.SECURITY),
        "hold": _hold_to_json(application.hold),
        "decision": decision_to_json(application.decision),
        "appeal": appeal_to_json(application.appeal),
        "appealed_to": open_appeal_agency(application.appeal),
        "withheld": withheld_to_json(application.withheld),
        "withheld_until": application.withheld.until if application.withheld else None,
        "version": application.version,
        "data_version": application.data_version,
        "link_generation": application.link_generation,
        "search_words": searchable(applicant.native_name, latin_name, applicant.email),
    }


def _finding_value(checks: Mapping[Agency, Check], agency: Agency) -> str | None:
    return checks[agency].finding.value if agency in checks else None


def _fields_value(corrected: Mapping[Agency, frozenset[Field]], agency: Agency) -> str | None:
    return ",".join(sorted(corrected[agency])) if agency in corrected else None


def _row_to_corrected(row: Row[Any]) -> dict[Agency, frozenset[Field]]:
    values = {Agency.ACCREDITATION: row.accreditation_corrected_fields, Agency.SECURITY: row.security_corrected_fields}
    return {
        agency: frozenset(Field(field) for field in value.split(",") if field)
        for agency, value in values.items()
        if value is not None
    }


def _check_to_json(check: Check) -> dict[str, Any]:
    return {
        "finding": check.finding.value,
        "officer": check.officer,
        "at": check.at.isoformat(),
        "version": check.version,
        "reason": check.reason,
        "note": check.note,
        "message": check.message,
        "fields": [field.value for field in check.fields],
        "answer_by": check.answer_by.isoformat() if check.answer_by else None,
    }


def _hold_to_json(hold: Hold | None) -> dict[str, Any] | None:
    if hold is None:
        return None
    return {"agency": hold.agency.value, "officer": hold.officer, "at": hold.at.isoformat(), "note": hold.note}


def _row_to_application(row: Row[Any]) -> Application:
    return Application(
        id=row.id,
        secret_hash=row.secret_hash,
        applicant=_row_to_applicant(row),
        function=row.function,
        category=row.category,
        outlet_id=row.outlet_id,
        photo_id=row.photo_id,
        passport_id=row.passport_id,
        state=State(row.state),
        consent_at=row.consent_at,
        submitted_at=row.submitted_at,
        is_late=row.late,
        checks={Agency(agency): _check_from_json(value) for agency, value in row.checks.items()},
        corrected=_row_to_corrected(row),
        hold=_hold_from_json(row.hold),
        decision=decision_from_json(row.decision),
        appeal=appeal_from_json(row.appeal),
        withheld=withheld_from_json(row.withheld, row.withheld_until),
        version=row.version,
        data_version=row.data_version,
        link_generation=row.link_generation,
    )


def _row_to_applicant(row: Row[Any]) -> Applicant:
    return Applicant(
        native_name=row.native_name,
        family_name=row.family_name,
        given_name=row.given_name,
        email=row.email,
        phone=row.phone,
        country=row.country,
        language=row.language,
    )


def _check_from_json(value: Mapping[str, Any]) -> Check:
    return Check(
        finding=Finding(value["finding"]),
        officer=value["officer"],
        at=datetime.fromisoformat(value["at"]),
        version=value["version"],
        reason=value["reason"],
        note=value["note"],
        message=value["message"],
        fields=tuple(Field(field) for field in value["fields"]),
        answer_by=date.fromisoformat(value["answer_by"]) if value.get("answer_by") else None,
    )


def _hold_from_json(value: Mapping[str, Any] | None) -> Hold | None:
    if value is None:
        return None
    return Hold(Agency(value["agency"]), value["officer"], datetime.fromisoformat(value["at"]), value["note"])
