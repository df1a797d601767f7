"""Applications with documents, passports, photos, histories and duplicates for measurements of officers' pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from msgspec.structs import replace as with_fields
from sqlalchemy import Table, insert

from accreditation.applications.domain.applications import Agency, Applicant, Application, Check, Finding, State
from accreditation.applications.domain.duplicates import email_key
from accreditation.applications.domain.events import ApplicationSubmitted
from accreditation.applications.domain.passports.records import NewPassport, document_of
from accreditation.applications.storage.applications import values_of
from accreditation.applications.storage.passports import SqlPassports
from accreditation.applications.storage.tables import application_history, applications, outlets, photos
from accreditation.documents.domain.uploads import page_label
from accreditation.documents.storage.tables import document_pages, documents
from accreditation.duplicates.domain.blocking import keys_of
from accreditation.duplicates.domain.people import ComparedPerson
from accreditation.duplicates.storage.tables import comparison_keys, comparisons, duplicate_hits
from conference.auth.logins import sign_in
from conference.auth.people import NewStaff, create_staff
from conference.event import DocumentKind, Event
from conference.languages import LANGUAGES
from conference.transactions import Transaction
from rostrum import roles
from rostrum.runtime import Runtime
from tests.conftest import MORNING
from tests.support.application_samples import photo
from tests.support.passports import passport_zone

KINDS = ("letter", "press_card", "passport_page", "samples")
OUTLETS = 40
PASSWORD = "correct horse battery"
PAGE_BYTES = 2048
"""Bytes of the picture of a document's page: 16,000 of them shall fill a database in seconds."""

HIT_EVERY = 10
ROWS_AT_ONCE = 500
FAMILIES = ("NGUYEN", "TRAN", "LE", "HADDAD", "WANG", "SMITH", "OKAFOR", "GARCIA", "IVANOVA", "DUPONT")
GIVEN = ("THI HOA", "VAN AN", "LEILA", "XIAOLAN", "JOHN", "CHIDI", "MARIA", "OLGA", "PAUL", "AN")


def office_event(event: Event) -> Event:
    """Return the event with four kinds of documents, and with passport lines."""
    kinds = tuple(DocumentKind(code=code, name=dict.fromkeys(LANGUAGES, code)) for code in KINDS)
    return with_fields(event, document_kinds=kinds, identity=with_fields(event.identity, passport_lines="optional"))


async def fill_office(runtime: Runtime, count: int) -> str:
    """Add so many applications; return the secret of the login of an accreditation officer."""
    people, dice = [make_application(number) for number in range(1, count + 1)], Random(5)
    officer = await create_staff(
        runtime.accounts, NewStaff("linh", "Linh Tran", frozenset({roles.ACCREDITATION_OFFICER}), "en", PASSWORD)
    )
    async with runtime.transactions.write() as transaction:
        names = [
            {"id": f"out_{number}", "name": f"Outlet {number}", "alias_key": f"outlet{number}"}
            for number in range(OUTLETS)
        ]
        await _insert_rows(transaction, outlets, [row | {"verified": dice.random() < 0.5} for row in names])
        await _insert_rows(transaction, applications, [values_of(one) for one in people])
        await _insert_rows(transaction, photos, [_photo_row(one) for one in people])
        await _insert_rows(
            transaction, application_history, [row for one in people for row in _history_steps(one, officer.id)]
        )
        await _insert_rows(transaction, duplicate_hits, _hit_rows(people))
        await _insert_rows(transaction, comparisons, [_comparison_row(one) for one in people])
        await _insert_rows(transaction, comparison_keys, [row for one in people for row in _key_rows(one)])
    for start in range(0, count, ROWS_AT_ONCE):
        async with runtime.transactions.write() as transaction:
            await _seal_rows(runtime, transaction, people[start : start + ROWS_AT_ONCE])
    return (await sign_in(runtime.accounts, username="linh", password=PASSWORD, address="127.0.0.1")).secret


def make_application(number: int) -> Application:
    """Return the application with this number: the same in each run."""
    dice = Random(number)
    family, given, application_id = dice.choice(FAMILIES), dice.choice(GIVEN), f"app_{number:05}"
    at = MORNING - timedelta(hours=number % 700)
    applicant = Applicant(
        f"{given} {family}".title(), family, given, f"person{number}@press.example", f"+849{number:08}", "VN", "en"
    )
    is_checked = number % 3 == 0
    checks = {Agency.ACCREDITATION: Check(Finding.APPROVED, "staff_linh", at, 2)} if is_checked else {}
    return Application(
        id=application_id, secret_hash=application_id, applicant=applicant, function="reporter", category="general",
        outlet_id=f"out_{number % OUTLETS}", photo_id=f"photo_{number:05}", passport_id=f"passport_{number:05}",
        state=State.IN_REVIEW if is_checked else State.SUBMITTED, submitted_at=at, consent_at=at, data_version=1,
        version=3, checks=checks,
    )  # fmt: skip


def _photo_row(one: Application) -> dict[str, Any]:
    picture = photo().thumbnail
    values = {"sha256": "0" * 64, "width": 600, "height": 800, "jpeg": picture, "thumbnail": picture, "advice": ""}
    return {"id": one.photo_id, "application_id": one.id, "secret_hash": None, "expires_at": None, **values}


def _history_steps(one: Application, officer: str) -> Sequence[dict[str, Any]]:
    shared: dict[str, Any] = {"application_id": one.id, "agency": None, "officer": None, "details": {}}
    asked = {"finding": "needs_information", "fields": ["photo"], "message": "A new photo, please."}
    return [
        shared | {"version": 1, "at": one.submitted_at, "act": "submitted"},
        shared
        | {
            "version": 2,
            "at": one.submitted_at,
            "act": "asked",
            "agency": "accreditation",
            "officer": officer,
            "details": asked,
        },
        shared | {"version": 3, "at": one.submitted_at, "act": "corrected", "details": {"message": "Here it is."}},
    ]


def _hit_rows(people: Sequence[Application]) -> list[dict[str, Any]]:
    values = {"traits": "name,email,country", "bits": 30.0, "found_at": MORNING, "note": ""}
    empty: Mapping[str, Any] = {"verdict": None, "officer": None, "settled_at": None}
    pairs = zip(people[HIT_EVERY - 1 :: HIT_EVERY], people[HIT_EVERY::HIT_EVERY], strict=False)
    return [{"first_id": one.id, "second_id": other.id, **values, **empty} for one, other in pairs]


def _comparison_row(one: Application) -> dict[str, Any]:
    return {"application_id": one.id, "data_version": one.data_version, "email_key": email_key(one.applicant.email)}


def _key_rows(one: Application) -> list[dict[str, Any]]:
    """Return the keys of an application, which count as compared, so that no search runs beside the measurement."""
    applicant = one.applicant
    person = ComparedPerson(
        application_id=one.id, native_name=applicant.native_name, family_name=applicant.family_name,
        given_name=applicant.given_name, email=email_key(applicant.email), phone=applicant.phone,
        country=applicant.country, outlet_id=one.outlet_id,
    )  # fmt: skip
    return [{"key": key, "application_id": one.id} for key in sorted(keys_of(person))]


async def hand_in_again(runtime: Runtime, number: int) -> tuple[str, str]:
    """Submit an application of the person with this number once more; return the pair of ids."""
    earlier = make_application(number)
    again = replace(earlier, id="app_again", secret_hash="again", photo_id=None, passport_id=None)
    async with runtime.transactions.write() as transaction:
        await transaction.connection.execute(insert(applications).values(values_of(again)))
        transaction.emit(ApplicationSubmitted(again.id, MORNING))
    return earlier.id, again.id


async def _seal_rows(runtime: Runtime, transaction: Transaction, people: Sequence[Application]) -> None:
    """Add the passports and documents of these people, sealed as the product seals them."""
    store, files, pages = SqlPassports(runtime.vault, runtime.clock), list[dict[str, Any]](), list[dict[str, Any]]()
    for one in people:
        number = one.id.removeprefix("app_")
        zone = passport_zone(family=one.applicant.family_name, given=one.applicant.given_name, number=f"C{number}")
        await store.save(transaction, NewPassport(one.passport_id or "", one.id, zone, document_of(zone)))
        cipher = await runtime.vault.ensure_cipher(transaction, one.id)
        for position, kind in enumerate(KINDS, 1):
            document = f"document_{number}_{position}"
            values = {"media": "pdf", "size": PAGE_BYTES, "pages": 1, "handed_in_at": MORNING, "seen_at": None}
            files.append({"id": document, "application_id": one.id, "kind": kind, **values})
            sealed = cipher.seal(page_label(document, 1), Random(position).randbytes(PAGE_BYTES))
            pages.append({"document_id": document, "number": 1, "width": 60, "height": 80, "sealed": sealed})
    await _insert_rows(transaction, documents, files)
    await _insert_rows(transaction, document_pages, pages)


async def _insert_rows(transaction: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await transaction.connection.execute(insert(table), [dict(row) for row in rows[start : start + ROWS_AT_ONCE]])
