"""Which act is announced to an applicant, by which kind of letter. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from accreditation.annexes.domain.answers import AnnexState, Answers
from accreditation.applications.domain.applications import Agency, Application, Field, Finding, State
from accreditation.applications.domain.history import Act, Step
from accreditation.badges.domain.badges import Badge


class LetterKind(StrEnum):
    """Kind of letter to an applicant; its texts are `letter.<kind>.subject`, `.body` and `.button`."""

    RECEIVED = "application.received"
    QUESTION = "application.question"
    REMINDER = "application.reminder"
    ON_HOLD = "application.on_hold"
    RESUMED = "application.resumed"
    REOPENED = "application.reopened"
    APPROVED = "application.approved"
    REFUSED = "application.refused"
    APPEAL_DISMISSED = "application.appeal_dismissed"
    REVOKED = "application.revoked"
    WITHDRAWN = "application.withdrawn"
    DOCUMENT = "document.asked"
    BADGE_READY = "badge.ready"
    BADGE_CHANGED = "badge.changed"
    ANNEX_APPROVED = "annex.approved"
    ANNEX_RETURNED = "annex.returned"


class BadgeAct(StrEnum):
    """What happened to a badge that its holder is told of; `SUPERSEDED` is an issue that replaces another one."""

    PRINTED = "printed"
    SUPERSEDED = "superseded"
    RENAMED = "renamed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCause:
    """Act that is announced. `once` names it; `reason` is the code of a refusal or revocation, `badge` a number,
    `annex` the code of a follow-up form, `document` that of a kind of document.

    The letter is sent from `not_before` on, at once if None.
    """

    kind: LetterKind
    once: str
    agency: Agency | None = None
    fields: tuple[Field, ...] = ()
    message: str = ""
    answer_by: date | None = None
    reason: str | None = None
    badge: str = ""
    document: str = ""
    badge_act: BadgeAct | None = None
    annex: str = ""
    not_before: datetime | None = None


WITHHELD = frozenset(
    {
        LetterKind.APPROVED,
        LetterKind.REFUSED,
        LetterKind.APPEAL_DISMISSED,
        LetterKind.REVOKED,
        LetterKind.BADGE_READY,
        LetterKind.BADGE_CHANGED,
    }
)
"""Kinds that are sent only when the decision that they tell of is released."""

_LETTERS = {
    Act.SUBMITTED: LetterKind.RECEIVED,
    Act.HELD: LetterKind.ON_HOLD,
    Act.RESUMED: LetterKind.RESUMED,
    Act.REVOKED: LetterKind.REVOKED,
    Act.REOPENED: LetterKind.REOPENED,
    Act.APPEAL_ALLOWED: LetterKind.REOPENED,
    Act.APPEAL_DISMISSED: LetterKind.APPEAL_DISMISSED,
    Act.ASKED: LetterKind.QUESTION,
    Act.WITHDRAWN: LetterKind.WITHDRAWN,
}

_UNSEEN = {Act.UNDONE: None, Act.REOPENED: None, Act.REVOKED: LetterKind.REFUSED}
"""Act that ends a decision which the applicant was not shown → its letter, if any."""

_OUTCOMES = {
    State.APPROVED: LetterKind.APPROVED,
    State.REFUSED: LetterKind.REFUSED,
}


def find_cause(step: Step, application: Application, earlier: Sequence[Step] = ()) -> LetterCause | None:
    """Return what the step, which led to this version of the application, announces to the applicant, if anything.

    `earlier` are the steps before it, oldest first; only a step that takes a finding back needs them.
    """
    kind = _kind_of_step(step, application, earlier)
    if kind is None:
        return None
    decision = application.decision
    return LetterCause(
        kind=kind,
        once=f"{application.id}:{step.version}",
        agency=step.agency,
        fields=step.fields,
        message=step.message,
        answer_by=step.answer_by,
        reason=decision.reason if decision and kind in (LetterKind.REFUSED, LetterKind.REVOKED) else None,
        not_before=step.released_at if kind in WITHHELD else None,
    )


def _kind_of_step(step: Step, application: Application, earlier: Sequence[Step]) -> LetterKind | None:
    if step.ends_withheld and step.act in _UNSEEN:
        return _UNSEEN[step.act]
    if step.act is Act.CHECKED:
        return _OUTCOMES.get(application.state)
    if step.act is Act.UNDONE:
        return _kind_of_undo(step, application, earlier)
    return _LETTERS.get(step.act)


def _kind_of_undo(step: Step, application: Application, earlier: Sequence[Step]) -> LetterKind | None:
    """Return the letter that corrects what an undone finding has announced: a decision, or a question."""
    findings = [one.finding for one in earlier if one.act in (Act.CHECKED, Act.ASKED) and one.agency is step.agency]
    undone = findings[-1] if findings else None
    if undone is Finding.NEEDS_INFORMATION:
        return LetterKind.RESUMED
    other = application.checks.get(step.agency.other) if step.agency else None
    is_decided = undone is Finding.REFUSED or (other is not None and other.finding is Finding.APPROVED)
    return LetterKind.REOPENED if undone is not None and is_decided else None


_BADGE_LETTERS = {
    BadgeAct.PRINTED: LetterKind.BADGE_READY,
    BadgeAct.SUPERSEDED: LetterKind.BADGE_CHANGED,
    BadgeAct.RENAMED: LetterKind.BADGE_CHANGED,
    BadgeAct.REVOKED: LetterKind.REVOKED,
}


def make_badge_cause(act: BadgeAct, badge: Badge, application: Application) -> LetterCause:
    """Return what an act on an issue of a badge announces, once for each version of the application."""
    return LetterCause(
        kind=_BADGE_LETTERS[act],
        once=f"{badge.id}:{badge.serial}:{application.version}",
        reason=badge.reason if act is BadgeAct.REVOKED else None,
        badge=badge.number,
        badge_act=act,
        not_before=application.withheld.until if application.withheld else None,
    )


_ANNEX_LETTERS = {AnnexState.APPROVED: LetterKind.ANNEX_APPROVED, AnnexState.RETURNED: LetterKind.ANNEX_RETURNED}


def make_annex_cause(answers: Answers) -> LetterCause:
    """Return what the decision on a follow-up form announces."""
    return LetterCause(
        kind=_ANNEX_LETTERS[answers.state],
        once=f"{answers.application_id}:{answers.annex}:{answers.version}",
        message=answers.note,
        annex=answers.annex,
    )


def find_reminders(application: Application, *, after: timedelta, now: datetime) -> list[LetterCause]:
    """Return the questions of the agencies that have had no answer for the time `after`."""
    if application.state is not State.INCOMPLETE:
        return []
    return [
        LetterCause(
            kind=LetterKind.REMINDER,
            once=f"{application.id}:{check.version}",
            agency=agency,
            fields=check.fields,
            answer_by=check.answer_by,
            message=check.message,
        )
        for agency, check in application.checks.items()
        if check.finding is Finding.NEEDS_INFORMATION and check.at + after <= now
    ]
