"""The order of questions, and what officers may do with them."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from broadcast.press_questions.domain import (
    TRANSITIONS,
    Act,
    Officer,
    Question,
    State,
    change_state,
    count_languages,
    find_called,
    find_undoable,
    list_in_order,
    withdraw_own,
)
from conference.errors import ConflictError, NotFoundError
from tests.broadcast.press_questions.samples import AMINA, LAN, NOON, make_question


def ids_of(questions: list[Question]) -> list[str]:
    return [one.id for one in questions]


def act_on(questions: list[Question], question_id: str, act: Act, officer: Officer = LAN) -> list[Question]:
    """Return the list after an act."""
    changed = change_state(questions, question_id, act, officer)
    return [changed if one.id == question_id else one for one in questions]


def test_language_with_the_fewest_questions_is_next() -> None:
    questions = [
        make_question(1, "en", State.PUT),
        make_question(2, "en"),
        make_question(3, "fr"),
        make_question(4, "fr"),
        make_question(5, "vi"),
        make_question(6, "ar", State.WITHDRAWN),
    ]
    assert ids_of(list_in_order(questions)) == ["q3", "q5", "q2", "q4"]


def test_language_of_the_called_question_waits() -> None:
    questions = [make_question(1, "en", State.CALLED), make_question(2, "en"), make_question(3, "fr")]
    assert ids_of(list_in_order(questions)) == ["q3", "q2"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([State.WAITING, State.PUT])), max_size=12))
def test_order_serves_each_language_in_turn(made: list[tuple[str, State]]) -> None:
    questions = [make_question(number, *one) for number, one in enumerate(made)]
    ordered = list_in_order(questions)
    assert {one.id for one in ordered} == {one.id for one in questions if one.state is State.WAITING}
    for _, own in groupby(sorted(ordered, key=lambda one: one.language), key=lambda one: one.language):
        requests = [one.requested_at for one in own]
        assert requests == sorted(requests)
    had = {language: sum(one.state is State.PUT for one in questions if one.language == language) for language in "abc"}
    for place, question in enumerate(ordered):
        waiting = {one.language for one in ordered[place:]}
        assert had[question.language] == min(had[language] for language in waiting)
        had[question.language] += 1


def test_counts_are_in_the_order_of_the_next_call() -> None:
    questions = [
        make_question(1, "en", State.PUT),
        make_question(2, "zh", State.PUT),
        make_question(3, "en"),
        make_question(4, "fr"),
        make_question(5, "ru", State.WITHDRAWN),
    ]
    counts = [(one.language, one.put, one.waiting) for one in count_languages(questions)]
    assert counts == [("fr", 0, 1), ("en", 1, 1), ("zh", 1, 0)]


@pytest.mark.parametrize("state", State)
def test_acts_that_a_state_refuses_are_told(state: State) -> None:
    for act in (Act.CALL, Act.PUT, Act.WITHDRAW):
        if (state, act) not in TRANSITIONS:
            with pytest.raises(ConflictError, match=r"questions\.changed"):
                change_state([make_question(1, "en", state)], "q1", act, LAN)


def test_only_one_question_is_called_at_a_time() -> None:
    questions = act_on([make_question(1, "en"), make_question(2, "fr")], "q1", Act.CALL)
    with pytest.raises(ConflictError, match=r"questions\.other_called"):
        change_state(questions, "q2", Act.CALL, AMINA)
    questions = act_on(questions, "q1", Act.PUT)
    assert find_called(act_on(questions, "q2", Act.CALL, AMINA)) is not None


def test_repeated_act_of_one_officer_changes_nothing() -> None:
    questions = act_on([make_question(1, "en")], "q1", Act.CALL)
    assert change_state(questions, "q1", Act.CALL, LAN) is questions[0]
    with pytest.raises(ConflictError, match=r"questions\.changed"):
        change_state(questions, "q1", Act.CALL, AMINA)


def test_last_act_is_undone_once() -> None:
    questions = [make_question(1, "en"), make_question(2, "fr")]
    for act in (Act.CALL, Act.PUT):
        questions = act_on(questions, "q1", act)
    questions = act_on(questions, "q1", Act.UNDO, AMINA)
    assert (questions[0].state, find_undoable(questions)) == (State.CALLED, None)
    assert change_state(questions, "q1", Act.UNDO, AMINA) is questions[0]
    with pytest.raises(ConflictError, match=r"questions\.changed"):
        change_state(questions, "q1", Act.UNDO, LAN)


def test_undo_of_an_earlier_act_is_refused() -> None:
    questions = [make_question(1, "en"), make_question(2, "fr")]
    questions = act_on(act_on(questions, "q1", Act.WITHDRAW), "q2", Act.CALL)
    with pytest.raises(ConflictError, match=r"questions\.changed"):
        change_state(questions, "q1", Act.UNDO, LAN)
    assert find_undoable(questions) == questions[1]


def test_act_of_a_journalist_is_not_undone_by_officers() -> None:
    questions = [replace(make_question(1, "en"), application_id="app_1"), make_question(2, "fr")]
    questions = act_on(questions, "q2", Act.CALL)
    withdrawn = withdraw_own(questions, "q1", "app_1", NOON)
    assert (withdrawn.state, withdrawn.number) == (State.WITHDRAWN, 4)
    assert find_undoable([withdrawn, questions[1]]) == questions[1]


def test_undo_gives_no_journalist_a_second_open_request() -> None:
    questions = [replace(make_question(1, "en"), application_id="app_1")]
    questions = act_on(questions, "q1", Act.WITHDRAW)
    assert find_undoable(questions) == questions[0]
    assert find_undoable([*questions, replace(make_question(9, "en"), application_id="app_1")]) is None


def test_unknown_request_is_refused() -> None:
    with pytest.raises(NotFoundError, match=r"questions\.unknown"):
        change_state([], "q1", Act.CALL, LAN)
