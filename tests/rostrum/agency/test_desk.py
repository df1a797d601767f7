"""The desk of an agency: choices and signatures."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_struct

from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.batch_files import Label
from accreditation.exchange.sealed.verdict_files import check_signatures, read_verdicts
from conference.errors import InvalidError
from rostrum.agency.desk import AgencyDesk
from tests.support.agency_files import NOW, make_opened, officer_key

FIRST, SECOND = officer_key("First"), officer_key("Second")


def make_desk() -> AgencyDesk:
    """Return a desk with a batch of three people and one reason."""
    opened = make_opened()
    reasons = (Label(code="security", text={"en": "Security", "fr": "Sécurité"}),)
    return AgencyDesk(replace(opened, manifest=replace_struct(opened.manifest, reasons=reasons)))


def test_choices_are_verdicts_in_the_order_of_the_batch() -> None:
    desk = make_desk()
    desk.choose({"app_2": "refused:security", "app_1": "approved", "app_9": "approved"})
    assert [(row.verdict, row.reason) for row in desk.rows()] == [
        (Verdict.APPROVED, ""),
        (Verdict.REFUSED, "security"),
        (Verdict.UNDECIDED, ""),
    ]


@pytest.mark.parametrize("choice", ["", "refused", "refused:", "refused:weather", "perhaps"])
def test_what_is_no_choice_is_undecided(choice: str) -> None:
    desk = make_desk()
    desk.choose({"app_1": choice})
    assert desk.rows()[0].verdict is Verdict.UNDECIDED


def test_two_officers_sign_and_changes_discard_signatures() -> None:
    desk = make_desk()
    desk.sign(FIRST, at=NOW)
    with pytest.raises(InvalidError, match=r"verdict\.same_officer"):
        desk.confirm(FIRST, at=NOW)
    desk.confirm(SECOND, at=NOW)
    keys = {one.key.fingerprint: one.key.public for one in (FIRST, SECOND)}
    assert [one.is_whole for one in check_signatures(desk.confirmed, keys)] == [True, True]
    assert len(read_verdicts(desk.confirmed).rows) == 3
    desk.reopen()
    assert (desk.signed, desk.confirmed) == (b"", b"")
