"""Appeals against a refusal: once, in time, if the reason allows it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.appeals import APPEAL_PERIOD, AppealRules, apply_appeal, find_appeal_deadline
from accreditation.applications.domain.applications import Agency, Application, State
from conference.errors import InvalidError, RuleError
from tests.support.application_samples import APPROVE, LINH, NOON, REFUSE, SON, application, with_findings

A, B = Agency.ACCREDITATION, Agency.SECURITY
RULES = AppealRules({"outlet_not_verified"}, NOON + timedelta(days=90))
REFUSED = with_findings((APPROVE, A, LINH), (REFUSE, B, SON))


def test_appeal_goes_to_the_agency_that_refused() -> None:
    appealed = apply_appeal(REFUSED, "My outlet is registered", rules=RULES, at=NOON)
    assert appealed.state is State.REFUSED
    assert appealed.appeal is not None
    assert (appealed.appeal.agency, appealed.appeal.text) == (B, "My outlet is registered")
    assert appealed.data_version == appealed.version == REFUSED.version + 1


def test_period_ends_after_fourteen_days_or_with_the_event() -> None:
    assert find_appeal_deadline(REFUSED, RULES) == NOON + APPEAL_PERIOD
    early = replace(RULES, event_ends_at=NOON + timedelta(days=2))
    assert find_appeal_deadline(REFUSED, early) == early.event_ends_at
    for at, rules in ((NOON + APPEAL_PERIOD, RULES), (early.event_ends_at, early)):
        with pytest.raises(RuleError, match=r"appeal\.too_late"):
            apply_appeal(REFUSED, "text", rules=rules, at=at)


@pytest.mark.parametrize(
    "case",
    [
        application(),
        with_findings((APPROVE, A, LINH), (APPROVE, B, SON)),
        with_findings((replace(REFUSE, reason="late"), A, LINH)),
        apply_appeal(REFUSED, "first", rules=RULES, at=NOON),
    ],
    ids=["submitted", "approved", "reason without appeal", "second appeal"],
)
def test_other_applications_have_no_appeal(case: Application) -> None:
    assert find_appeal_deadline(case, RULES) is None
    with pytest.raises(RuleError, match=r"appeal\.not_possible"):
        apply_appeal(case, "text", rules=RULES, at=NOON)


def test_appeal_without_text_is_refused() -> None:
    with pytest.raises(InvalidError):
        apply_appeal(REFUSED, "", rules=RULES, at=NOON)
