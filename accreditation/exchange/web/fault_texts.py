"""Texts of the reasons for which a file of verdicts is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accreditation.exchange.domain.verdicts import Fault
from conference.texts.catalogues import Catalogues, format_datetime, key_family
from conference.texts.typed_text import presentable

FAULTS = key_family("error.verdict.", (
    "other_event", "batch_unknown", "replayed", "answered", "batch_withdrawn", "batch_superseded", "other_manifest",
    "too_late", "key_unknown", "row_changed", "signature_wrong", "one_officer", "row_deleted", "row_reordered",
    "row_other_content", "reason_unknown", "reason_not_asked", "id_unknown", "row_repeated", "row_missing",
    "application_changed", "registrar_approved",
))  # fmt: skip

_SHOWN_CHARACTERS = 60


def fault_text(texts: Catalogues, language: str, fault: Fault, zone: ZoneInfo) -> str:
    """Return why a file is refused, in a language; of an error of vetting its own text."""
    values = {name: _shown_value(value, language, zone) for name, value in fault.values.items()}
    key = FAULTS.get(fault.code.removeprefix("verdict.")) or f"error.{fault.code}"
    return str(texts.text(language, key, **values))


def _shown_value(value: object, language: str, zone: ZoneInfo) -> str:
    """Return a value as text. Ids of a file that anybody may have written are cut."""
    if isinstance(value, datetime):
        return str(format_datetime(language, value, zone))
    return presentable(str(value))[:_SHOWN_CHARACTERS]
