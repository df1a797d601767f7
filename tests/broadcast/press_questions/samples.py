"""Sample requests to put questions."""

from datetime import UTC, datetime, timedelta

from broadcast.press_questions.domain import Officer, Question, State

NOON = datetime(2025, 10, 26, 12, tzinfo=UTC)
LAN = Officer(id="staff_1", name="Lan", at=NOON)
AMINA = Officer(id="staff_2", name="Amina", at=NOON)


def make_question(number: int, language: str, state: State = State.WAITING) -> Question:
    """Return the request `q1` for the number 1, one minute after noon, and so on."""
    return Question(
        id=f"q{number}",
        session_id="briefing",
        name=f"Journalist {number}",
        outlet="Daily",
        language=language,
        requested_at=NOON + timedelta(minutes=number),
        number=number,
        state=state,
    )
