"""Appeals against a refusal or a revocation: one for an application, within a period, if the reason allows it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accreditation.applications.domain.applications import Appeal, Application, Move, State, apply_move
from conference.errors import InvalidError, RuleError

APPEAL_PERIOD = timedelta(days=14)
"""Period after the release of the decision in which it can be appealed, if the event has not ended."""


@dataclass(frozen=True, slots=True)
class AppealRules:
    """Codes of the reasons that allow an appeal, and the end of the event."""

    reasons: Collection[str]
    event_ends_at: datetime


def find_appeal_deadline(application: Application, rules: AppealRules) -> datetime | None:
    """Return until when the refusal can be appealed; None when its reason allows no appeal or one was submitted."""
    decision = application.decision
    if application.state is not State.REFUSED or decision is None or application.appeal is not None:
        return None
    if decision.reason not in rules.reasons:
        return None
    return min(decision.shown_at + APPEAL_PERIOD, rules.event_ends_at)


def apply_appeal(application: Application, text: str, *, rules: AppealRules, at: datetime) -> Application:
    """Submit the appeal to the agency that decided.

    Raises RuleError `appeal.not_possible` and `appeal.too_late`, InvalidError `appeal.text_missing`.
    """
    deadline = find_appeal_deadline(application, rules)
    if deadline is None or application.decision is None:
        raise RuleError("appeal.not_possible")
    if at >= deadline:
        raise RuleError("appeal.too_late")
    if not text:
        raise InvalidError("appeal.text_missing", {"text": "appeal.text_missing"})
    appealed = apply_move(application, Move.APPEAL, State.REFUSED)
    return replace(appealed, appeal=Appeal(text, at, application.decision.agency), data_version=appealed.version)
