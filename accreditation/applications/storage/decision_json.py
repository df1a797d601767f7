"""Conversion of decisions, appeals and withheld decisions to the JSON values of their columns, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accreditation.applications.domain.applications import Agency, Appeal, Decision, Outcome, State, Withheld


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


def decision_to_json(decision: Decision | None) -> dict[str, Any] | None:
    """Return the JSON value of a decision."""
    if decision is None:
        return None
    value = {
        "outcome": decision.outcome.value,
        "officer": decision.officer,
        "agency": decision.agency.value,
        "at": decision.at.isoformat(),
        "reason": decision.reason,
    }
    release = {
        "released_at": decision.released_at.isoformat() if decision.released_at else None,
        "is_first_shown": decision.is_first_shown,
    }
    return value | {name: one for name, one in release.items() if one}


def decision_from_json(value: Mapping[str, Any] | None) -> Decision | None:
    """Return the decision of a JSON value."""
    if value is None:
        return None
    return Decision(
        Outcome(value["outcome"]),
        value["officer"],
        Agency(value["agency"]),
        datetime.fromisoformat(value["at"]),
        value["reason"],
        datetime.fromisoformat(value["released_at"]) if "released_at" in value else None,
        value.get("is_first_shown", False),
    )


def withheld_to_json(withheld: Withheld | None) -> dict[str, Any] | None:
    """Return the JSON value of what is shown in the place of a decision; its time has a column of its own."""
    if withheld is None:
        return None
    return {
        "state": withheld.state.value,
        "version": withheld.version,
        "decision": decision_to_json(withheld.decision),
        "appeal": appeal_to_json(withheld.appeal),
    }


def withheld_from_json(value: Mapping[str, Any] | None, until: datetime | None) -> Withheld | None:
    """Return what is shown in the place of a decision, of its JSON value and its time."""
    if value is None or until is None:
        return None
    return Withheld(
        until,
        State(value["state"]),
        value["version"],
        decision_from_json(value["decision"]),
        appeal_from_json(value["appeal"]),
    )
