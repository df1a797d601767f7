"""Page of the deletion of personal data: what is there until when, runs, and their certificates as JSON and PDF."""

import asyncio
import json
from datetime import date, datetime
from typing import Any

from aiohttp import web
from msgspec import Struct

from accreditation.retention.actions.running import list_erasures
from accreditation.retention.art.sheet import CertificateSheet, SheetClass, certificate_pdf
from accreditation.retention.domain import Run
from accreditation.retention.storage.runs import SqlRetention
from accreditation.retention.web.notice import CLASS_NAMES
from conference.auth.roles import ADMINISTER, READ_TRAIL
from conference.languages import language, pick
from conference.retention.ages import DataClass, kept_until
from conference.texts.catalogues import format_date, format_datetime, format_number, key_family
from conference.web import Identifier, language_of, read_query, render, require
from conference.web.context import site_of
from conference.web.files import file_response
from rostrum.administration.context import runtime_of
from rostrum.parts.accreditation import signing_keys
from rostrum.parts.retention import retention_services
from rostrum.retention_certificates import certificate_file

PATH = "/staff/retention"
MOST_RUNS = 50
CERTIFICATE = "application/vnd.rostrum.certificate+json"
"""Media type of a certificate: a file to be kept, not an answer for programs."""

KINDS = key_family("retention.kind.", (
    "letter_files", "letters", "address_changes", "history", "contacts", "personal_details", "replaced_photos",
    "photos", "person_keys", "presences", "presence_changes", "scans", "notices", "open_files", "grants",
    "day_badges", "day_badge_sets", "print_runs", "badges", "drafts", "applications", "outlet_aliases", "outlets",
    "devices", "roster_changes", "data_requests", "trail", "passports", "passport_secrets", "passport_digests",
    "documents", "document_pages", "document_pieces", "document_uploads", "document_requests", "annex_answers",
    "crew_members", "crew_letters", "letters_of_assignment", "focal_points", "focal_point_rows", "outlet_merges",
    "photo_prints", "addresses_of_comparisons", "comparison_keys", "comparisons", "duplicate_hits",
    "watch_list", "watch_log", "crew_letter_pages", "agency_batch_rows", "signing_register",
    "statements", "statement_links", "press_questions",
))  # fmt: skip
"""Kind of rows → key of its text."""


class RunQuery(Struct, frozen=True):
    """The run of a certificate."""

    run: Identifier = ""


class ClassRow(Struct, frozen=True):
    """A class of data: key of its name, last day, rows that are there, whether they are due."""

    name: str
    until: date
    count: int
    is_due: bool


@require(ADMINISTER, READ_TRAIL)
async def show_retention(request: web.Request) -> web.Response:
    """`GET /staff/retention`."""
    runtime = runtime_of(request)
    erasures = await list_erasures(retention_services(runtime, signing_keys(runtime, issuing=False)))
    async with runtime.transactions.read() as transaction:
        runs = await SqlRetention().list_runs(transaction, limit=MOST_RUNS)
    classes = [
        ClassRow(
            CLASS_NAMES[one.value],
            kept_until(runtime.event, one),
            sum(row.count for row in erasures if _first_class(row.classes) is one),
            any(row.is_due for row in erasures if _first_class(row.classes) is one),
        )
        for one in DataClass
    ]
    return render(request, "administration/retention.html", classes=classes, runs=runs, path=PATH)


@require(ADMINISTER, READ_TRAIL)
async def download_certificate(request: web.Request) -> web.Response:
    """`GET /staff/retention/certificate.json?run=…`: what `rostrum retention verify` reads."""
    run = await _find_run(request)
    text = json.dumps(await certificate_file(runtime_of(request), run), ensure_ascii=False, indent=1)
    return file_response(text.encode(), CERTIFICATE, f"{run.id}.json")


@require(ADMINISTER, READ_TRAIL)
async def draw_certificate(request: web.Request) -> web.Response:
    """`GET /staff/retention/certificate.pdf?run=…`, in the reader's language."""
    run = await _find_run(request)
    file = await certificate_file(runtime_of(request), run)
    pdf = await asyncio.to_thread(certificate_pdf, make_sheet(request, file))
    return file_response(pdf, "application/pdf", f"{run.id}.pdf")


def make_sheet(request: web.Request, file: dict[str, Any]) -> CertificateSheet:
    """Return the certificate of a file in the reader's language."""
    code, text = language_of(request), site_of(request).catalogues.text
    document, zone = json.loads(file["certificate"]), runtime_of(request).event.zone_info
    started, finished = (
        format_datetime(code, datetime.fromisoformat(document[name]), zone) for name in ("started_at", "finished_at")
    )
    facts = {
        "retention.run": document["run"],
        "retention.started": started,
        "retention.finished": finished,
        "retention.site": document["site"],
        "retention.key": file["key"],
        "retention.signature": f"{file['signature'][:64]} {file['signature'][64:]}",
    }
    return CertificateSheet(
        title=text(code, "retention.certificate"),
        event=pick(document["event"]["name"], code)[0],
        language=language(code).tag.split("-")[0],
        direction=language(code).direction,
        facts=[(text(code, key), value) for key, value in facts.items()],
        classes=[
            SheetClass(
                text(code, CLASS_NAMES[one["class"]]),
                f"{text(code, 'privacy.until')} {format_date(code, date.fromisoformat(one['kept_until']))}",
                [
                    (text(code, KINDS[name]) if name in KINDS else name, format_number(code, count))
                    for name, count in one["erased"].items()
                ],
            )
            for one in document["classes"]
        ],
        nothing=text(code, "retention.nothing"),
    )


def _first_class(classes: frozenset[DataClass]) -> DataClass:
    return next(one for one in DataClass if one in classes)


async def _find_run(request: web.Request) -> Run:
    """Return the finished run of the query. Raises HTTPNotFound."""
    async with runtime_of(request).transactions.read() as transaction:
        run = await SqlRetention().find(transaction, read_query(request, RunQuery).run)
    if run is None or run.signature is None:
        raise web.HTTPNotFound
    return run
