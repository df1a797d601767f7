"""Outcomes of attempts, and delays between them."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.mail.outcomes import MAX_ANSWER, Backoff, outcome_of_content, outcome_of_refusal


@pytest.mark.parametrize(
    ("code", "of_refusal", "of_content"),
    [
        (250, "waiting", "sent"),
        (354, "waiting", "unclear"),
        (421, "waiting", "waiting"),
        (451, "waiting", "waiting"),
        (550, "refused", "refused"),
        (-1, "waiting", "unclear"),
    ],
)
def test_answer_decides_the_state_of_the_letter(code: int, of_refusal: str, of_content: str) -> None:
    assert (outcome_of_refusal(code, "x").state, outcome_of_content(code, "x").state) == (of_refusal, of_content)


def test_answer_of_any_length_is_cut() -> None:
    assert len(outcome_of_refusal(550, "x" * 9999).answer) == MAX_ANSWER


def test_delays_grow_from_a_minute_to_four_hours() -> None:
    backoff = Backoff()
    for attempts in range(1, 40):
        full = min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=4))
        assert full * 3 / 4 <= backoff.delay_after(attempts, "ltr_1") <= full


def test_delays_of_letters_differ() -> None:
    assert len({Backoff().delay_after(3, f"ltr_{n}") for n in range(100)}) == 100


def test_attempts_end_after_three_days() -> None:
    start = datetime(2025, 10, 25, tzinfo=UTC)
    assert not Backoff().is_over(start, start + timedelta(days=3, microseconds=-1))
    assert Backoff().is_over(start, start + timedelta(days=3))
