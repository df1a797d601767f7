"""Conversion of an appeal to the JSON value of its column, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accreditation.applications.domain.applications import Agency, Appeal


def appeal_to_json(appeal: Appeal | None) -> dict[str, Any] | None:
    """Return the JSON value of an appeal."""
    if appeal is None:
        return None
    return {
        "text": appeal.text,
        "at": appeal.at.isoformat(),
        "agency": appeal.agency.value,
        "is_allowed": appeal.is_allowed,
        "officer": appeal.officer,
        "decided_at": appeal.decided_at.isoformat() if appeal.decided_at else None,
        "message": appeal.message,
    }


def open_appeal_agency(appeal: Appeal | None) -> str | None:
    """Return the agency that has to decide an appeal; None when there is none to decide."""
    return appeal.agency.value if appeal is not None and appeal.is_allowed is None else None


def appeal_from_json(value: Mapping[str, Any] | None) -> Appeal | None:
    """Return the appeal of a JSON value."""
    if value is None:
        return None
    return Appeal(
        value["text"],
        datetime.fromisoformat(value["at"]),
        Agency(value["agency"]),
        value["is_allowed"],
        value["officer"],
        datetime.fromisoformat(value["decided_at"]) if value["decided_at"] else None,
        value["message"],
    )
