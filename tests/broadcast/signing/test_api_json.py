"""JSON of signatures and ratifications."""

from datetime import date

from broadcast.board.domain.board import Entry
from broadcast.board.domain.ratifications import Deposit, Ratifications
from broadcast.board.domain.signing import Signature, Tally
from broadcast.signing.api_json import ratifications_out, signatures_out
from tests.support.board_samples import MORNING, text


def test_counts_carry_source_time_and_version() -> None:
    signature = Signature(country="VN", at=MORNING, in_plenary=False)
    tally = Tally(source=text("Depositary"), as_of=MORNING, signatures=(signature,))
    entry = Entry(key="tally", offset=9, version=7, previous=None, state=tally)
    shown = signatures_out(entry, tally)
    assert (shown.signatures[0].country, shown.signatures[0].in_plenary, shown.version) == ("VN", False, 7)
    deposit = Deposit(country="VN", on=date(2026, 3, 2))
    count = Ratifications(source=text("Depositary"), as_of=MORNING, deposits=(deposit,))
    out = ratifications_out(entry, count)
    assert ([one.on for one in out.deposits], out.required, out.as_of) == ([deposit.on], 40, MORNING)
