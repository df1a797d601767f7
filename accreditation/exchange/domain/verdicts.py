"""Verdicts that come back for a batch, and every reason for which a whole file of them is refused. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose, RegisteredKey
from accreditation.exchange.domain.batches import Batch, BatchRow, BatchState

SIGNATURES = 2
"""Officers of an agency who sign a file of verdicts, with a key each: one decides, another confirms (four eyes)."""


class Verdict(StrEnum):
    """What the agency says of a row. An undecided application waits for the next batch."""

    APPROVED = "approved"
    REFUSED = "refused"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A row of a file of verdicts; `digest` is that of the batch's row, `reason` the code of a refusal or ""."""

    application_id: str
    digest: str
    verdict: Verdict
    reason: str = ""


class OfficerSignature(Struct, frozen=True):
    """An officer's signatures, as checked: of the whole file, and of its rows in their order.

    `fingerprint` is that of the key. `is_whole`: the signature of the whole file is right. `bad_rows` are the numbers
    from 1 of the rows that are not as the officer has signed them.
    """

    fingerprint: str
    is_whole: bool
    bad_rows: tuple[int, ...] = ()


class VerdictFile(Struct, frozen=True, kw_only=True):
    """A file of verdicts as read: of which event, batch and agency it says to be, and its rows."""

    event: str
    batch: str
    agency: Agency
    manifest: str
    rows: tuple[VerdictRow, ...]
    digest: str
    signers: tuple[str, ...]


class Fault(Struct, frozen=True):
    """Why a file is refused: the key of a text, its values, and the row and application that it is about, if any."""

    code: str
    row: int = 0
    application_id: str = ""
    values: Mapping[str, object] = {}


def find_batch_faults(file: VerdictFile, batch: Batch | None, *, event: str, now: datetime) -> list[Fault]:
    """Return why a file is not an answer to an open batch of this event: it names another, or comes twice or late."""
    if file.event != event:
        return [Fault("verdict.other_event", values={"event": file.event})]
    if batch is None or batch.agency is not file.agency:
        return [Fault("verdict.batch_unknown", values={"batch": file.batch})]
    if batch.state is not BatchState.OPEN:
        return [Fault(_ended_code(file, batch))]
    if file.manifest != batch.manifest:
        return [Fault("verdict.other_manifest")]
    return [Fault("verdict.too_late", values={"deadline": batch.deadline})] if now > batch.deadline else []


def _ended_code(file: VerdictFile, batch: Batch) -> str:
    if batch.state is BatchState.ANSWERED:
        return "verdict.replayed" if batch.verdict_file == file.digest else "verdict.answered"
    return "verdict.batch_withdrawn" if batch.state is BatchState.WITHDRAWN else "verdict.batch_superseded"


def find_signature_faults(
    signatures: Sequence[OfficerSignature], keys: Mapping[str, RegisteredKey], file: VerdictFile
) -> list[Fault]:
    """Return why the signatures are not those of two officers of the agency; a changed row is named.

    `keys` are the registered keys by fingerprint.
    """
    unknown = [one.fingerprint for one in signatures if not _is_officer_key(keys.get(one.fingerprint), file.agency)]
    if unknown:
        return [Fault("verdict.key_unknown", values={"key": one[:16]}) for one in unknown]
    bad_rows = sorted({row for one in signatures for row in one.bad_rows})
    if bad_rows:
        return [_fault_of_row("verdict.row_changed", file, row) for row in bad_rows]
    if not all(one.is_whole for one in signatures):
        return [Fault("verdict.signature_wrong")]
    if len({one.fingerprint for one in signatures}) < SIGNATURES:
        return [Fault("verdict.one_officer")]
    return []


def _is_officer_key(key: RegisteredKey | None, agency: Agency) -> bool:
    return key is not None and key.is_valid and key.key.agency is agency and key.key.purpose is KeyPurpose.SIGNING


def find_row_faults(file: VerdictFile, rows: Sequence[BatchRow | None], reasons: frozenset[str]) -> list[Fault]:
    """Return the rows that are not those of the batch in their order, or whose reason is none of the event.

    `rows` has None at the place of an application that was deleted; such a batch cannot be answered any more.
    """
    deleted = [Fault("verdict.row_deleted", number) for number, row in enumerate(rows, 1) if row is None]
    known = [row for row in rows if row is not None]
    faults = deleted or _find_foreign_rows(file, [row.application_id for row in known])
    if faults:
        return faults
    pairs = enumerate(zip(file.rows, known, strict=True), start=1)
    codes = [(number, _row_fault_code(given, expected, reasons)) for number, (given, expected) in pairs]
    return [_fault_of_row(code, file, number) for number, code in codes if code]


def _find_foreign_rows(file: VerdictFile, known: Sequence[str]) -> list[Fault]:
    """Return unknown, repeated and missing rows."""
    given = Counter(row.application_id for row in file.rows)
    unknown = [number for number, row in enumerate(file.rows, 1) if row.application_id not in known]
    repeated = [number for number, row in enumerate(file.rows, 1) if given[row.application_id] > 1]
    return [
        *(_fault_of_row("verdict.id_unknown", file, number) for number in unknown),
        *(_fault_of_row("verdict.row_repeated", file, number) for number in repeated if number not in unknown),
        *(Fault("verdict.row_missing", number, one) for number, one in enumerate(known, 1) if one not in given),
    ]


def _row_fault_code(given: VerdictRow, expected: BatchRow, reasons: frozenset[str]) -> str:
    """Return the key of what is wrong with a row, "" if nothing is."""
    if given.application_id != expected.application_id:
        return "verdict.row_reordered"
    if given.digest != expected.digest:
        return "verdict.row_other_content"
    if given.verdict is Verdict.REFUSED:
        return "" if given.reason in reasons else "verdict.reason_unknown"
    return "verdict.reason_not_asked" if given.reason else ""


def _fault_of_row(code: str, file: VerdictFile, number: int) -> Fault:
    return Fault(code, number, file.rows[number - 1].application_id)
