"""A badge's life: standings, what kills a printed badge, and numbers."""

import json
import random
import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from accreditation.access.entitlement import Entitlement
from accreditation.badges.domain.badges import (
    Badge,
    BadgeStatus,
    ShortCode,
    badge_number,
    may_become,
    read_number,
    read_short_code,
    short_code,
    with_status,
)
from tests.support.javascript import in_javascript
from tests.support.paths import VECTOR_FOLDER

NUMBERS = json.loads((VECTOR_FOLDER / "badge_numbers.json").read_text(encoding="utf-8"))
SIGNS = string.ascii_uppercase + string.digits + "- "
DAY = datetime(2025, 10, 25, tzinfo=UTC)
GENERAL = Entitlement("general", "G", ("press", "plenary"), DAY, DAY + timedelta(days=2))
BADGE = Badge("0123456789abcdef", 1, "G-0001", "app_1", GENERAL, "R1:…", "45 M0 0", DAY, "stf_1")


@pytest.mark.parametrize("case", NUMBERS["cases"], ids=lambda case: repr(case["typed"]))
def test_typed_number_is_read(case: Mapping[str, str]) -> None:
    assert read_number(case["typed"]) == case["number"]


def test_badge_number_has_four_digits_or_more() -> None:
    assert [badge_number("P", n) for n in (1, 430, 10000)] == ["P-0001", "P-0430", "P-10000"]


@pytest.mark.parametrize("case", NUMBERS["codes"], ids=lambda case: repr(case["typed"]))
def test_typed_short_code_is_read(case: Mapping[str, Any]) -> None:
    code = read_short_code(case["typed"])
    assert _written(code) == case["code"]


def test_short_code_has_the_check_digits_of_its_standard() -> None:
    """ISO 7064, MOD 97-10: letters as two digits, the whole is 1 modulo 97."""
    for printed in NUMBERS["printed"]:
        assert short_code(printed["number"]) == printed["code"]
        signs = printed["code"].replace("-", "")
        assert int("".join(str("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(sign)) for sign in signs)) % 97 == 1


def random_number(dice: random.Random) -> str:
    letters = "".join(dice.choices(string.ascii_uppercase, k=dice.choice([1, 1, 1, 2])))
    return badge_number(letters, dice.randrange(10 ** dice.choice([1, 2, 3, 4, 4, 5, 6])))


def slips(code: str) -> set[str]:
    """The code with any one sign wrong, and with any two neighbours changed about."""
    wrong = {code[:at] + sign + code[at + 1 :] for at in range(len(code)) for sign in SIGNS}
    swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)}
    return (wrong | swapped) - {code}


def accepted(text: str) -> str | None:
    code = read_short_code(text)
    return code.number if code is not None and code.sound else None


def test_check_digits_detect_wrong_and_swapped_characters() -> None:
    dice = random.Random(97)
    for number in {random_number(dice) for _ in range(60)}:
        code = short_code(number)
        assert accepted(code) == number
        assert {accepted(slip) for slip in slips(code)} <= {None, number}
        bare = code.replace("-", "")
        if len(number.split("-")[1]) == 4:
            assert accepted(bare) == number
            assert {accepted(slip) for slip in slips(bare)} <= {None, number}


def test_javascript_reads_codes_and_numbers_as_python_does() -> None:
    dice = random.Random(26)
    texts = [case["typed"] for case in NUMBERS["codes"] + NUMBERS["cases"]]
    for _ in range(3000):
        text = short_code(random_number(dice))
        for _ in range(dice.choice([0, 1, 1, 2])):
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice([*SIGNS, "", "٠", "９", "–", "é", "\t"]) + text[at + dice.choice([0, 1]) :]
        texts.append(dice.choice([text, text.lower(), text.replace("-", ""), f" {text}\r\n"]))
    ours = []
    for text in texts:
        ours.append((_written(read_short_code(text)), read_number(text)))
    both = "(text) => [rules.readShortCode(text), rules.readNumber(text)]"
    assert in_javascript("short_code.mjs", "rules", both, texts) == [list(one) for one in ours]
    assert sum(code is not None and bool(code["sound"]) for code, _ in ours) > 500


def _written(code: ShortCode | None) -> dict[str, object] | None:
    return None if code is None else {"number": code.number, "sound": code.sound}


def test_status_changes_only_as_the_table_allows() -> None:
    allowed = {(a, b) for a, b in product(BadgeStatus, BadgeStatus) if may_become(a, b)}
    assert allowed == {
        (BadgeStatus.ISSUED, BadgeStatus.SUSPENDED),
        (BadgeStatus.ISSUED, BadgeStatus.REVOKED),
        (BadgeStatus.ISSUED, BadgeStatus.SUPERSEDED),
        (BadgeStatus.SUSPENDED, BadgeStatus.ISSUED),
        (BadgeStatus.SUSPENDED, BadgeStatus.REVOKED),
        (BadgeStatus.SUSPENDED, BadgeStatus.SUPERSEDED),
    }


def test_status_change_has_reason_and_time() -> None:
    lost = with_status(BADGE, BadgeStatus.REVOKED, reason="lost", at=DAY)
    assert (lost.status, lost.reason, lost.changed_at) == (BadgeStatus.REVOKED, "lost", DAY)
    with pytest.raises(ValueError, match="revoked cannot become issued"):
        with_status(lost, BadgeStatus.ISSUED, reason=None, at=DAY)
