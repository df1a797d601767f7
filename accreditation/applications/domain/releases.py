"""Release of decisions to applicants: at once, or at certain hours by the venue's clock. Pure.

Until its release a decision is withheld: everything that the applicant can reach shows the application before it.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from accreditation.applications.domain.applications import (
    OPEN,
    Application,
    Finding,
    Outcome,
    State,
    Withheld,
    apply_withdrawal,
)

_DECIDED = frozenset({State.APPROVED, State.REFUSED})


def find_release(hours: Collection[time], zone: tzinfo, now: datetime) -> datetime | None:
    """Return the next of these hours of the venue's clock, in UTC; None without hours.

    An hour that the clock skips is as much later; of one that it shows twice the first counts.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=after) for after in (-1, 0, 1)]
    moments = [datetime.combine(day, hour, zone).astimezone(UTC) for day in days for hour in hours]
    return min((moment for moment in moments if moment > now), default=None)


def is_withheld(application: Application, now: datetime) -> bool:
    """Return whether the latest decision is not released yet."""
    return application.withheld is not None and now < application.withheld.until


def as_shown(application: Application, now: datetime) -> Application:
    """Return the application as its applicant sees it; `withheld` is None unless a decision is withheld now."""
    withheld, decision = application.withheld, application.decision
    if withheld is None or now >= withheld.until:
        if decision is not None and decision.is_first_shown:
            decision = replace(decision, outcome=Outcome.REFUSED)
        return replace(application, decision=decision, withheld=None)
    checks = application.checks
    if withheld.state in OPEN:
        checks = {agency: check for agency, check in checks.items() if check.finding is not Finding.REFUSED}
    return replace(
        application,
        state=withheld.state,
        decision=withheld.decision,
        appeal=withheld.appeal,
        checks=checks,
        version=withheld.version,
    )


def as_acted_on(application: Application, now: datetime) -> Application:
    """Return the application as its applicant's acts find it: while a decision is withheld as shown, else as stored."""
    return as_shown(application, now) if is_withheld(application, now) else replace(application, withheld=None)


def settle_release(before: Application, after: Application, *, at: datetime, until: datetime | None) -> Application:
    """Return the application after an officer's act with what its applicant sees of it.

    A new decision is withheld until `until`, or shown at once if that is None. One that replaces a withheld decision is
    released when that one would have been. A withheld decision that is taken back is never shown.
    """
    if after.state not in _DECIDED:
        return replace(after, withheld=None)
    if before.state not in _DECIDED:
        decision = replace(after.decision, released_at=until) if after.decision else None
        return _withhold_decision(before, replace(after, decision=decision), until)
    if after.appeal is not before.appeal:
        return _withhold_decision(before, after, until)
    if after.decision is before.decision or after.decision is None:
        return after
    if before.withheld is None or not is_withheld(before, at):
        return replace(after, withheld=None)
    decision = replace(after.decision, released_at=before.withheld.until, is_first_shown=True)
    return replace(after, decision=decision)


def _withhold_decision(before: Application, after: Application, until: datetime | None) -> Application:
    withheld = None if until is None else Withheld(until, before.state, before.version, before.decision, before.appeal)
    return replace(after, withheld=withheld)


def ends_withheld(before: Application, after: Application, at: datetime) -> bool:
    """Return whether a change takes back or replaces a decision that was withheld."""
    return is_withheld(before, at) and (after.withheld is None or after.decision is not before.decision)


def apply_release(application: Application, at: datetime) -> Application:
    """Release the withheld decision now."""
    withheld, decision = application.withheld, application.decision
    if withheld is None:
        return application
    if decision is not None and decision != withheld.decision:
        decision = replace(decision, released_at=at)
    version = application.version + 1
    return replace(application, decision=decision, withheld=replace(withheld, until=at), version=version)


def apply_unseen_withdrawal(application: Application, now: datetime) -> Application:
    """Withdraw an application, also one that is refused if the applicant does not know of it. Raises RuleError."""
    withdrawn = apply_withdrawal(as_acted_on(application, now))
    return replace(withdrawn, checks=application.checks, withheld=None, version=application.version + 1)


def keep_withheld(before: Application, corrected: Application) -> Application:
    """Return a withheld decision with the data that the applicant corrected, who knows nothing of the decision."""
    if before.withheld is None:
        return corrected
    version = before.version + 1
    hidden = {agency: check for agency, check in before.checks.items() if check.finding is Finding.REFUSED}
    return replace(
        corrected,
        state=before.state,
        decision=before.decision,
        appeal=before.appeal,
        checks={**corrected.checks, **hidden},
        withheld=replace(before.withheld, state=corrected.state, version=corrected.version),
        version=version,
        data_version=version,
    )
